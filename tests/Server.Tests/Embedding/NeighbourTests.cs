using System.Net;
using LockActors.Wire;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace LockActors.Server.Tests.Embedding;

/// <summary>What the application around a lock server does stays as it is.</summary>
public sealed class NeighbourTests
{
    private static readonly string[] OurHeaders =
        ["Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Cache-Control"];

    [Theory]
    [InlineData("")]
    [InlineData("/locks")]
    public async Task OwnPages_AreServed_WithoutOurHeaders(string prefix)
    {
        await using var app = await StartAsync(prefix);

        foreach (var path in new[] { "/", "/login", "/health/live", "/openapi/v2.json", "/files/v1/locks/a%2Fb" })
        {
            using var answer = await app.SendAsync(HttpMethod.Get, path);

            Assert.Equal((path, HttpStatusCode.OK), (path, answer.StatusCode));
            Assert.StartsWith("own", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.DoesNotContain(answer.Headers, header => OurHeaders.Contains(header.Key));
        }

        Assert.Equal("own v1/locks/a%2Fb/x", (await app.AskAsync(HttpMethod.Get, "/files/v1/locks/a%2Fb/x")).Body);
        Assert.Equal(200, (await app.AskAsync(HttpMethod.Get, $"{prefix}/v1/locks")).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/locks")]
    public async Task OwnRefusals_StayTheApplications(string prefix)
    {
        await using var app = await StartAsync(prefix);

        foreach (var (method, path, status) in new[]
        {
            ("GET", "/nowhere", 404), ("GET", "/v1/nowhere", 404), ("POST", "/mine", 405), ("HEAD", "/mine", 405),
            ("PUT", "/typed", 415),
        })
        {
            using var answer = await app.SendAsync(
                new HttpMethod(method), path, new StringContent("x", null, "text/plain"));

            Assert.Equal((path, status), (path, (int)answer.StatusCode));
            Assert.Empty(await answer.Content.ReadAsStringAsync());
            Assert.DoesNotContain(answer.Headers, header => OurHeaders.Contains(header.Key));
        }
    }

    [Fact]
    public async Task RouteOfMvc_ComesBeforeOurPage_AndAFallbackAfterIt()
    {
        await using var first = await EmbeddingApp.StartAsync(static endpoints =>
        {
            endpoints.MapLockServer();
            endpoints.Map("/{controller=Home}", static () => "own")
                .Add(static endpoint => ((RouteEndpointBuilder)endpoint).Order = 1);
        });
        await using var last = await EmbeddingApp.StartAsync(static endpoints =>
        {
            endpoints.MapLockServer();
            endpoints.MapFallback(static () => "own");
        });

        Assert.Equal("own", (await first.AskAsync(HttpMethod.Get, "/")).Body);
        Assert.Contains("LockActors", (await last.AskAsync(HttpMethod.Get, "/")).Body, StringComparison.Ordinal);
        Assert.Equal("own", (await last.AskAsync(HttpMethod.Get, "/nowhere")).Body);
    }

    [Fact]
    public async Task OwnChecks_KeepTheirTimeout_AndDoNotMakeUnready()
    {
        await using var app = await EmbeddingApp.StartAsync(
            static endpoints =>
            {
                endpoints.MapGroup("/locks").MapLockServer();
                endpoints.MapHealthChecks("/health");
                endpoints.MapGet("/timeout", static (IOptions<HealthCheckServiceOptions> health) =>
                    health.Value.Registrations.Single(static check => check.Name == "mail").Timeout.TotalMinutes);
            },
            static services => services.AddHealthChecks().AddCheck(
                "mail", static () => HealthCheckResult.Unhealthy(), timeout: TimeSpan.FromMinutes(3)));

        Assert.Equal((200, "3"), await app.AskAsync(HttpMethod.Get, "/timeout"));
        Assert.Equal((200, """{"status":"ready"}"""), await app.AskAsync(HttpMethod.Get, "/locks/health/ready"));
        Assert.Equal((503, "Unhealthy"), await app.AskAsync(HttpMethod.Get, "/health"));
    }

    [Fact]
    public async Task OwnAntiforgeryAndAuthorizationResults_StayTheApplications()
    {
        var key = ApiKeyEntry.Create(new ApiKeyEntry { Name = "reader" }, out var secret);
        await using var app = await EmbeddingApp.StartAsync(
            static endpoints =>
            {
                endpoints.MapGroup("/locks").MapLockServer();
                endpoints.MapGet("/antiforgery", static (IOptions<AntiforgeryOptions> own) => own.Value.FormFieldName);
                endpoints.MapGet("/results", static (IAuthorizationMiddlewareResultHandler own) => own.GetType().Name);
            },
            static services => services.AddAntiforgery()
                .AddSingleton<IAuthorizationMiddlewareResultHandler, OwnResults>(),
            key: key);
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/locks/v1/locks/k");
        request.Headers.Add("Authorization", $"Bearer {secret}");

        using var refused = await app.Http.SendAsync(request);

        Assert.Equal("__RequestVerificationToken", (await app.AskAsync(HttpMethod.Get, "/antiforgery")).Body);
        Assert.Equal(nameof(OwnResults), (await app.AskAsync(HttpMethod.Get, "/results")).Body);
        Assert.Contains("takes the role admin", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Own")]
    [InlineData("Own", "Other")]
    public async Task OwnScheme_ThatIsTheOnlyOne_StaysTheDefault(params string[] schemes)
    {
        await using var app = await EmbeddingApp.StartAsync(
            static endpoints =>
            {
                endpoints.MapGroup("/locks").MapLockServer();
                endpoints.MapGet("/default", static async (IAuthenticationSchemeProvider known) =>
                    (await known.GetDefaultAuthenticateSchemeAsync())?.Name ?? "none");
            },
            services =>
            {
                foreach (var scheme in schemes)
                {
                    services.AddAuthentication().AddCookie(scheme);
                }
            });

        Assert.Equal(schemes.Length == 1 ? "Own" : "none", (await app.AskAsync(HttpMethod.Get, "/default")).Body);
    }

    private static Task<EmbeddingApp> StartAsync(string prefix) => EmbeddingApp.StartAsync(endpoints =>
    {
        endpoints.MapGroup(prefix).MapLockServer();
        endpoints.MapGet("/", static () => "own");
        endpoints.MapGet("/login", static () => "own");
        endpoints.MapGet("/health/live", static () => "own");
        endpoints.MapGet("/openapi/{name}.json", static () => "own");
        endpoints.MapGet("/files/{**path}", static (string path) => $"own {path}");
        endpoints.MapGet("/mine", static () => "own");
        endpoints.MapPut("/typed", static () => "own").Accepts<string>("application/json");
    });

    private sealed class OwnResults : IAuthorizationMiddlewareResultHandler
    {
        private readonly AuthorizationMiddlewareResultHandler _usual = new();

        public Task HandleAsync(
            RequestDelegate next,
            HttpContext context,
            AuthorizationPolicy policy,
            PolicyAuthorizationResult authorizeResult) => _usual.HandleAsync(next, context, policy, authorizeResult);
    }
}
