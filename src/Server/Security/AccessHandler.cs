using LockActors.Server.Api;
using LockActors.Wire;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace LockActors.Server.Security;

/// <summary>Judges a request by the role and the prefixes of its key, and by where a browser sent it from.</summary>
internal sealed class AccessHandler(Csrf csrf, Origins origins) : AuthorizationHandler<Access>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, Access requirement)
    {
        if (context.Resource is not HttpContext http || KeyIdentity.Of(context.User) is not { } caller)
        {
            return;
        }

        if (await JudgeAsync(http, caller, requirement).ConfigureAwait(false) is var (detail, field))
        {
            var failure = new AccessFailure(this, detail, field);
            http.Features.Set(failure);
            context.Fail(failure);
        }
        else
        {
            context.Succeed(requirement);
        }
    }

    private async ValueTask<(string Detail, string Field)?> JudgeAsync(
        HttpContext http, KeyIdentity caller, Access access)
    {
        if (caller.Entry.Role < access.Role)
        {
            return ($"This takes the role {Name(access.Role)}; the API key has {Name(caller.Entry.Role)}.",
                "Authorization");
        }

        if (access.OfAllLocks && !caller.Entry.Prefixes.IsEmpty)
        {
            return ("This tells of all locks; the API key is for some prefixes only.", "Authorization");
        }

        if (KeyedRequest.KeyOf(http) is { Error: null } raw && !caller.Entry.Covers(raw.Key))
        {
            return ("The API key is for other prefixes; this lock is not below one of them.", "key");
        }

        if (IsSafe(http.Request.Method))
        {
            return null;
        }

        if (!origins.Allow(http.Request))
        {
            return ("A page of another site sent this; the server does not allow that one.", "Origin");
        }

        return caller.Session is null || await csrf.IsValidAsync(http).ConfigureAwait(false)
            ? null
            : ($"A session must send the cookie {Csrf.CookieName} in the header too.", Csrf.HeaderName);
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    private static string Name(ApiRole role) => role.ToString().ToLowerInvariant();
}
