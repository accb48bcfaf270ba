using LockActors.Server.Security;
using LockActors.Wire;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace LockActors.Server.Api;

/// <summary>Whether this process runs, and whether it can serve locks.</summary>
internal sealed class HealthApi(Readiness readiness)
{
    public static Task LiveAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status200OK, new HealthAnswer { Status = WireStatus.Live });

    public async Task ReadyAsync(HttpContext context)
    {
        var failing = await readiness.FailingAsync(context.RequestAborted).ConfigureAwait(false);
        if (failing.Count == 0)
        {
            await WriteAsync(context, StatusCodes.Status200OK, new HealthAnswer { Status = WireStatus.Ready })
                .ConfigureAwait(false);
            return;
        }

        await WriteAsync(context, StatusCodes.Status503ServiceUnavailable, new HealthAnswer
        {
            Status = WireStatus.NotReady,
            Failing = [.. failing.Select(static problem => problem.Check)],
            Reasons = await MayReadReasonsAsync(context).ConfigureAwait(false)
                ? failing.ToDictionary(static problem => problem.Check, static problem => problem.Reason)
                : null,
        }).ConfigureAwait(false);
    }

    /// <summary>Reasons name the servers of the lease store, so they are for callers that may read
    /// <c>/v1/cluster</c>.</summary>
    private static async Task<bool> MayReadReasonsAsync(HttpContext context)
    {
        var known = await context.AuthenticateAsync(Schemes.Any).ConfigureAwait(false);
        return known.Principal is { } user && KeyIdentity.Of(user) is { Entry.Prefixes.IsEmpty: true };
    }

    private static Task WriteAsync(HttpContext context, int status, HealthAnswer answer) =>
        context.Response.WriteAsync(status, answer, WireJson.Default.HealthAnswer);
}
