using LockActors.Server.Security;
using LockActors.Wire;
using Microsoft.AspNetCore.Http;

namespace LockActors.Server.Api;

internal sealed partial class LockApi
{
    /// <summary>A lock that has not answered by then counts as unanswered, so that the answers of all other locks are
    /// in time.</summary>
    private static readonly TimeSpan PatienceWithOne = TimeSpan.FromSeconds(2.5);

    public async Task RenewManyAsync(HttpContext context)
    {
        var (body, refusal) = await Bodies.ReadAsync(
            context.Request, WireJson.Default.RenewManyBody, Bodies.MaxBytesOfMany).ConfigureAwait(false);
        if (body is null)
        {
            await context.Response.WriteProblemAsync(refusal!).ConfigureAwait(false);
            return;
        }

        if (body.Read(out var renewals) is { } violation)
        {
            await context.Response.WriteProblemAsync(violation).ConfigureAwait(false);
            return;
        }

        var caller = KeyIdentity.Of(context.User)!.Entry;
        var foreign = Array.FindIndex(renewals, renewal => !caller.Covers(renewal.Key));
        if (foreign >= 0)
        {
            await context.Response.WriteProblemAsync(new ApiError(
                StatusCodes.Status403Forbidden,
                $"renewals[{foreign}] is a lock below none of the prefixes that the API key is for.", "renewals"))
                .ConfigureAwait(false);
            return;
        }

        // Each lease counts as a request. What exceeds the limit is left for the next batch.
        var let = 1 + RequestLimit.TakeMore(rate.Value.GlobalLimiter, context, renewals.Length - 1);
        var replies = await Task.WhenAll(renewals.Select((one, at) => at < let
            ? RenewOneAsync(caller, one)
            : Task.FromResult(new RenewReply(RenewOutcome.Unavailable)))).ConfigureAwait(false);
        var now = time.Monotonic();
        var answer = new RenewManyAnswer { Replies = [.. replies.Select(reply => RenewAnswer.Of(reply, now))] };
        await context.Response.WriteAsync(StatusCodes.Status200OK, answer, WireJson.Default.RenewManyAnswer)
            .ConfigureAwait(false);
    }

    /// <summary>One that goes wrong, or is not answered, does not take other answers with it.</summary>
    private async Task<RenewReply> RenewOneAsync(ApiKeyEntry caller, LeaseRenewal renewal)
    {
        if (TenantLimits.CheckTtl(caller, renewal.Ttl) is { } violation)
        {
            return new RenewReply(RenewOutcome.Rejected, Violation: violation);
        }

        try
        {
            var reply = service.RenewAsync(renewal.Key, renewal.Lease, renewal.Ttl);
            return reply.IsCompleted
                ? await reply.ConfigureAwait(false)
                : await reply.AsTask().WaitAsync(PatienceWithOne, time).ConfigureAwait(false);
        }
        catch (Exception)
        {
            return new RenewReply(RenewOutcome.Unavailable);
        }
    }
}
