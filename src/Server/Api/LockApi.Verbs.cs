using LockActors.Server.Security;
using LockActors.Wire;
using Microsoft.AspNetCore.Http;

namespace LockActors.Server.Api;

internal sealed partial class LockApi
{
    public async Task RenewAsync(HttpContext context)
    {
        if (await ReadAsync(context, WireJson.Default.RenewBody).ConfigureAwait(false) is not var (key, body))
        {
            return;
        }

        if ((body.Read(out var lease, out var ttl) ?? CheckTtl(context, ttl)) is { } violation)
        {
            await context.Response.WriteProblemAsync(violation).ConfigureAwait(false);
        }
        else
        {
            await AnswerAsync(context, await service.RenewAsync(key, lease, ttl).ConfigureAwait(false))
                .ConfigureAwait(false);
        }
    }

    public async Task ConfirmAsync(HttpContext context)
    {
        if (await ReadAsync(context, WireJson.Default.ConfirmBody).ConfigureAwait(false) is not var (key, body))
        {
            return;
        }

        if (body.Read(out var lease) is { } violation)
        {
            await context.Response.WriteProblemAsync(violation).ConfigureAwait(false);
        }
        else
        {
            await AnswerAsync(context, await service.ConfirmAsync(key, lease).ConfigureAwait(false))
                .ConfigureAwait(false);
        }
    }

    public async Task ReleaseAsync(HttpContext context)
    {
        if (await ReadAsync(context, WireJson.Default.ReleaseBody).ConfigureAwait(false) is not var (key, body))
        {
            return;
        }

        if (body.Read(out var lease, out var hold) is { } violation)
        {
            await context.Response.WriteProblemAsync(violation).ConfigureAwait(false);
        }
        else
        {
            var caller = KeyIdentity.Of(context.User)!.Entry;
            RequestId? bound = hold is { } named ? caller.Bind(named) : null;
            var reply = await service.ReleaseAsync(key, lease, bound).ConfigureAwait(false);
            tenants.UsageOf(caller)?.OnEnded();
            var status = reply.Outcome switch
            {
                ReleaseOutcome.Released => StatusCodes.Status200OK,
                ReleaseOutcome.NotHeld => StatusCodes.Status410Gone,
                _ => StatusCodes.Status503ServiceUnavailable,
            };
            await context.Response.WriteAsync(status, ReleaseAnswer.Of(reply), WireJson.Default.ReleaseAnswer)
                .ConfigureAwait(false);
        }
    }

    public async Task CancelAsync(HttpContext context)
    {
        if (await ReadAsync(context, WireJson.Default.CancelBody).ConfigureAwait(false) is not var (key, body))
        {
            return;
        }

        if (body.Read(out var asked) is { } violation)
        {
            await context.Response.WriteProblemAsync(violation).ConfigureAwait(false);
        }
        else
        {
            var caller = KeyIdentity.Of(context.User)!.Entry;
            var request = caller.Bind(asked);
            var outcome = await service.CancelAsync(key, request).ConfigureAwait(false);
            tenants.UsageOf(caller)?.OnCancelled(key, request);
            var status = outcome == CancelOutcome.Unavailable
                ? StatusCodes.Status503ServiceUnavailable
                : StatusCodes.Status200OK;
            await context.Response.WriteAsync(status, CancelAnswer.Of(outcome), WireJson.Default.CancelAnswer)
                .ConfigureAwait(false);
        }
    }

    private static LimitViolation? CheckTtl(HttpContext context, TimeSpan ttl) =>
        TenantLimits.CheckTtl(KeyIdentity.Of(context.User)!.Entry, ttl);

    private async ValueTask AnswerAsync(HttpContext context, RenewReply reply)
    {
        if (reply.Outcome == RenewOutcome.Rejected)
        {
            await context.Response.WriteProblemAsync(reply.Violation!).ConfigureAwait(false);
            return;
        }

        var status = reply.Outcome switch
        {
            RenewOutcome.Renewed => StatusCodes.Status200OK,
            RenewOutcome.Lost => StatusCodes.Status410Gone,
            _ => StatusCodes.Status503ServiceUnavailable,
        };
        var answer = RenewAnswer.Of(reply, time.Monotonic());
        await context.Response.WriteAsync(status, answer, WireJson.Default.RenewAnswer).ConfigureAwait(false);
    }
}
