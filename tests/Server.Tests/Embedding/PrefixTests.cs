using System.Net;
using System.Text.Json;
using LockActors.Wire;
using Microsoft.AspNetCore.Builder;

namespace LockActors.Server.Tests.Embedding;

/// <summary>A lock server below a prefix does there what it does at the root.</summary>
public sealed class PrefixTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("/locks", "")]
    [InlineData("/my locks/{tenant}", "")]
    [InlineData("", "/base")]
    [InlineData("/locks", "/base")]
    public async Task Acquire_BelowAnyPrefix_TakesTheKeyThatWasMeant(string prefix, string pathBase)
    {
        await using var app = await EmbeddingApp.StartAsync(
            endpoints => endpoints.MapGroup(prefix).MapLockServer(), pathBase: pathBase);
        var root = pathBase + prefix.Replace("{tenant}", "one", StringComparison.Ordinal)
            .Replace(" ", "%20", StringComparison.Ordinal);

        foreach (var (sent, key) in new[]
        {
            ("k", "k"), ("a%2Fb", "a/b"), ("c/d", "c/d"), ("release/renew", "release/renew"), ("a%252Fb", "a%2Fb"),
            ("/a/", "/a/"), ("%2E%2e", ".."), ("a/../../b", "a/../../b"), ("v1/locks/x", "v1/locks/x"),
            ("%E2%82%AC", "€"),
        })
        {
            var (status, body) = await app.AskAsync(HttpMethod.Post, $"{root}/v1/locks/{sent}/acquire");

            Assert.Equal((200, sent), (status, sent));
            Assert.Equal(key, JsonSerializer.Deserialize(body, WireJson.Default.AcquireAnswer)!.Key);
            Assert.Equal(LockState.Held, (await app.Locks.GetAsync(key)).State);
            Assert.Contains(
                "\"held\"", (await app.AskAsync(HttpMethod.Get, $"{root}/v1/locks/{sent}")).Body,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Path_ThatTheApplicationRewrites_IsNotReadFromWhatWasSent()
    {
        await using var app = await EmbeddingApp.StartAsync(
            static endpoints =>
            {
                endpoints.MapGroup("/locks").MapLockServer();
                endpoints.MapGet("/elsewhere", static () => "own");
            },
            first: static app => app.Use(static (context, next) =>
            {
                context.Request.Path = "/elsewhere";
                return next(context);
            }));

        Assert.Equal((200, "own"), await app.AskAsync(HttpMethod.Get, "/locks/v1/locks/a%2Fb"));
    }

    [Theory]
    [InlineData("", "", "/")]
    [InlineData("/locks", "", "/locks/")]
    [InlineData("/locks", "/base", "/base/locks/")]
    [InlineData("", "/base", "/base/")]
    public async Task Page_BelowAnyPrefix_LinksToNothingOutsideOfIt(string prefix, string pathBase, string root)
    {
        await using var app = await EmbeddingApp.StartAsync(
            endpoints => endpoints.MapGroup(prefix).MapLockServer(), pathBase: pathBase);

        var (status, page) = await app.AskAsync(HttpMethod.Get, root);
        var (styleStatus, _) = await app.AskAsync(HttpMethod.Get, $"{root}app/base.css");
        var (_, document) = await app.AskAsync(HttpMethod.Get, $"{root}openapi/v1.json");

        Assert.Equal((200, 200), (status, styleStatus));
        Assert.DoesNotContain("=\"/", page, StringComparison.Ordinal);
        var servers = JsonDocument.Parse(document).RootElement.TryGetProperty("servers", out var found)
            ? found[0].GetProperty("url").GetString() : "";
        Assert.Equal(pathBase, servers);
        Assert.Contains($"\"{prefix}/v1/renew\"", document, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/locks", "", "/locks?x=1", "/locks/?x=1")]
    [InlineData("/locks", "/base", "/base/locks", "/base/locks/")]
    [InlineData("", "/base", "/base", "/base/")]
    public async Task Page_AskedForWithoutTheSlash_LeadsToTheOneWithIt(
        string prefix, string pathBase, string asked, string led)
    {
        await using var app = await EmbeddingApp.StartAsync(
            endpoints => endpoints.MapGroup(prefix).MapLockServer(), pathBase: pathBase);

        using var answer = await app.SendAsync(HttpMethod.Get, asked);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal(led, answer.Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData("/locks", "")]
    [InlineData("/locks", "/base")]
    [InlineData("", "")]
    public async Task Login_BelowAPrefix_StaysThere(string prefix, string pathBase)
    {
        var key = ApiKeyEntry.Create(new ApiKeyEntry { Name = "ops", Role = ApiRole.Admin }, out var secret);
        await using var app = await EmbeddingApp.StartAsync(
            endpoints => endpoints.MapGroup(prefix).MapLockServer(), pathBase: pathBase, key: key);
        var root = pathBase + prefix;
        using var ask = new HttpRequestMessage(HttpMethod.Get, $"{root}/");
        ask.Headers.Add("Accept", "text/html");

        using var led = await app.Http.SendAsync(ask);
        var form = new Dictionary<string, string> { ["key"] = secret };
        using var login = await app.SendAsync(HttpMethod.Post, $"{root}/login", new FormUrlEncodedContent(form));

        Assert.Equal(
            $"{root}/login?returnUrl={Uri.EscapeDataString($"{root}/")}", led.Headers.Location?.OriginalString);
        Assert.Equal($"{root}/", login.Headers.Location?.OriginalString);
        var cookies = login.Headers.GetValues("Set-Cookie").ToList();
        Assert.Equal(3, cookies.Count);
        Assert.All(
            cookies.Where(static cookie => !cookie.StartsWith("lockactors-csrf-pair=", StringComparison.Ordinal)),
            cookie => Assert.Contains($"path={(root == "" ? "/" : root)};", cookie, StringComparison.Ordinal));
        using var who = new HttpRequestMessage(HttpMethod.Get, $"{root}/v1/session");
        who.Headers.Add("Cookie", string.Join("; ", cookies.Select(cookie => cookie.Split(';')[0])));
        using var session = await app.Http.SendAsync(who);
        Assert.Contains("\"ops\"", await session.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PathOfTheServer_WithAnotherMethodOrMediaType_IsRefusedByAProblemDocument()
    {
        await using var app = await EmbeddingApp.StartAsync(
            static endpoints => endpoints.MapGroup("/locks").MapLockServer());

        foreach (var (method, path, status) in new[]
        {
            ("PUT", "/locks/v1/locks/a%2Fb", 405), ("POST", "/locks/v1/cluster", 405),
            ("POST", "/locks/v1/locks/k/nothing", 404), ("POST", "/locks/v1/locks/k/acquire", 415),
        })
        {
            using var answer = await app.SendAsync(
                new HttpMethod(method), path, new StringContent("ttlMs=1", null, "text/plain"));

            Assert.Equal((path, status), (path, (int)answer.StatusCode));
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            Assert.True(answer.Headers.Contains("Content-Security-Policy"));
        }
    }
}
