using LockActors.Server.Security;
using LockActors.Wire;
using Microsoft.AspNetCore.Http;

namespace LockActors.Server.Api;

internal sealed partial class LockApi
{
    public async Task AcquireAsync(HttpContext context)
    {
        if (await ReadAsync(context, WireJson.Default.AcquireBody).ConfigureAwait(false) is not var (key, body))
        {
            return;
        }

        if (body.Read(out var asked) is { } violation)
        {
            await context.Response.WriteProblemAsync(violation).ConfigureAwait(false);
            return;
        }

        var caller = KeyIdentity.Of(context.User)!.Entry;
        var request = caller.Bind(asked);
        if (TenantLimits.CheckTtl(caller, request.Ttl) is { } tooLong)
        {
            await context.Response.WriteProblemAsync(tooLong).ConfigureAwait(false);
            return;
        }

        try
        {
            var usage = tenants.UsageOf(caller);
            if (usage is not null
                && await usage.TakeAsync(key, request, context.RequestAborted).ConfigureAwait(false) is { } full)
            {
                context.Response.Headers.RetryAfter = "1";
                var error = new ApiError(StatusCodes.Status429TooManyRequests, full, "key");
                await context.Response.WriteProblemAsync(error).ConfigureAwait(false);
                return;
            }

            var reply = await HoldAsync(key, request, usage, context.RequestAborted).ConfigureAwait(false);
            await AnswerAsync(context, asked.Id, reply).ConfigureAwait(false);
        }
        catch (LockUnavailableException error)
        {
            await context.Response.WriteProblemAsync(Unavailable(error)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            log.WaiterGone(key, request.Id);
        }
    }

    private async ValueTask<AcquireReply> HoldAsync(
        LockKey key, LockRequest request, TenantUsage? usage, CancellationToken aborted)
    {
        var outcome = LockOutcome.Queued;
        try
        {
            // A connection that broke is not a client that gave up, who would say so: it may come back.
            var reply = await HoldAsync(key, Cap(request) with { OutlivesCall = true }, aborted).ConfigureAwait(false);
            outcome = reply.Outcome;
            return reply;
        }
        finally
        {
            usage?.Conclude(key, request.Id, outcome);
        }
    }

    private LockRequest Cap(LockRequest request) =>
        (request.Hold ?? request.Wait) > _maxHold ? request with { Hold = _maxHold } : request;

    private async ValueTask<AcquireReply> HoldAsync(LockKey key, LockRequest request, CancellationToken aborted)
    {
        var acquire = service.AcquireAsync(key, request, aborted);
        if (acquire.IsCompleted || !_stopping.CanBeCanceled)
        {
            return await acquire.ConfigureAwait(false);
        }

        var held = acquire.AsTask();
        try
        {
            return await held.WaitAsync(_stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            if (held.IsCompleted)
            {
                return await held.ConfigureAwait(false);
            }

            // This server stops. The same request without a hold takes the place of the one that is held: the waiter
            // keeps its place, learns that it is queued, and comes back to another server, or to this one when it is up
            // again.
            return await service.AcquireAsync(key, request with { Hold = TimeSpan.Zero }, CancellationToken.None)
                .ConfigureAwait(false);
        }
    }

    private async ValueTask AnswerAsync(HttpContext context, RequestId request, AcquireReply reply)
    {
        if (reply.Outcome == LockOutcome.Rejected)
        {
            await context.Response.WriteProblemAsync(reply.Violation!).ConfigureAwait(false);
            return;
        }

        var answer = AcquireAnswer.Of(reply, request, time.Monotonic());
        await context.Response.WriteAsync(StatusOf(reply.Outcome), answer, WireJson.Default.AcquireAnswer)
            .ConfigureAwait(false);
    }

    private static int StatusOf(LockOutcome outcome) => outcome switch
    {
        LockOutcome.Granted => StatusCodes.Status200OK,
        LockOutcome.Queued => StatusCodes.Status202Accepted,
        LockOutcome.Busy or LockOutcome.Ended => StatusCodes.Status409Conflict,
        LockOutcome.TimedOut => StatusCodes.Status408RequestTimeout,
        _ => StatusCodes.Status503ServiceUnavailable,
    };
}
