using System.Text.Encodings.Web;
using LockActors.Server.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LockActors.Server.Security;

/// <summary>Knows requests by the API key that they carry, and tells those without one what is missing.</summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    KeyRing ring,
    IOptions<LockServerOptions> server)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string LoginPath = "/login";
    private const string Mark = "Bearer ";
    private const string Missing = "This request needs an API key: send Authorization: Bearer KEY.";
    private const string Malformed = "The Authorization header must be 'Bearer KEY', once.";
    private const string Unknown = "The API key is not known to this server.";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Judge());

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (ring.HasNoKeys)
        {
            // No key would help, so none is asked for.
            return Response.WriteProblemAsync(
                new ApiError(StatusCodes.Status403Forbidden, LocalCaller.WhyNot(Context) ?? Missing));
        }

        if (AsksForAPage())
        {
            var back = (Request.PathBase + Request.Path).Add(Request.QueryString);
            SecurityHeaders.Add(Context);
            Response.Redirect(
                $"{ServerRoot.Of(Context).ToUriComponent()}{LoginPath}?returnUrl={Uri.EscapeDataString(back)}");
            return Task.CompletedTask;
        }

        var failure = Judge().Failure?.Message;
        Response.Headers.WWWAuthenticate =
            failure == Unknown ? "Bearer realm=\"LockActors\", error=\"invalid_token\"" : "Bearer realm=\"LockActors\"";
        return Response.WriteProblemAsync(
            new ApiError(StatusCodes.Status401Unauthorized, failure ?? Missing, "Authorization"));
    }

    /// <summary>Says why, where <see cref="AccessHandler"/> said no.</summary>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var why = Context.Features.Get<AccessFailure>();
        return Response.WriteProblemAsync(new ApiError(
            StatusCodes.Status403Forbidden, why?.Message ?? "The application does not allow this.", why?.Field));
    }

    private AuthenticateResult Judge()
    {
        if (ring.HasNoKeys)
        {
            return server.Value.Open || LocalCaller.WhyNot(Context) is not { } why
                ? Success(ring.Anyone)
                : AuthenticateResult.Fail(why);
        }

        var headers = Request.Headers.Authorization;
        if (headers.Count == 0)
        {
            return AuthenticateResult.NoResult();
        }

        var header = headers.Count == 1 ? headers[0]! : "";
        if (!header.StartsWith(Mark, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.Fail(Malformed);
        }

        return ring.Find(header[Mark.Length..].Trim()) is { } known ? Success(known) : AuthenticateResult.Fail(Unknown);
    }

    private AuthenticateResult Success(System.Security.Claims.ClaimsPrincipal principal) =>
        AuthenticateResult.Success(new AuthenticationTicket(principal, Schemes.Bearer));

    private bool AsksForAPage() => HttpMethods.IsGet(Request.Method)
        && !ServerRoot.RestOf(Context).StartsWithSegments("/v1", StringComparison.Ordinal)
        && Request.Headers.Authorization.Count == 0
        && Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
