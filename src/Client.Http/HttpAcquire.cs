using LockActors.Wire;
using Microsoft.Extensions.Logging;

namespace LockActors.Client.Http;

/// <summary>A request to a server: each attempt is one call, which the server holds open while the request is
/// queued.</summary>
internal sealed class HttpAcquire(
    HttpLockService service,
    HttpCalls calls,
    HttpLockOptions options,
    ILogger log,
    LockKey key,
    LockRequest request,
    TimeProvider time) : PendingAcquire(service, key, request, time)
{
    private HttpAnswer _last;
    private bool _reported;

    protected override TimeSpan LongestHold => options.HoldFor;

    protected override RetryPauses Pauses => new(options.ShortestRetry, options.LongestRetry);

    // A process that ends after a cancelled acquire, as a command does, would take the undoing with it.
    protected override bool UndoesBeforeItThrows => true;

    protected override bool MayTryAgain => _last.IsPassing;

    protected override async ValueTask<AcquireReply> AttemptAsync(
        AttemptTimes times, CancellationToken cancellationToken)
    {
        var held = times.Hold > TimeSpan.Zero ? times.Hold : TimeSpan.Zero;
        var body = AcquireBody.Of(Request with { WaitedFor = times.WaitedFor, Hold = times.Hold });
        _last = await calls.PostAsync(
            Key, "acquire", body, WireJson.Default.AcquireBody, held + options.Timeout, cancellationToken)
            .ConfigureAwait(false);
        return (_last.ReadViolation() ?? _last.ReadRefusal()) is { } violation
            ? AcquireReply.Reject(violation)
            : _last.Read(WireJson.Default.AcquireAnswer)?.ToReply(Key, _last.Sent)
                ?? new AcquireReply(LockOutcome.Unavailable);
    }

    protected override void OnUnavailable(bool again)
    {
        if (!_last.IsPassing)
        {
            log.NotALockServer(calls.Server, Key, _last.Explain());
        }
        else if (!again)
        {
            log.GivenUp(calls.Server, Key, _last.Explain());
        }
        else if (!_reported)
        {
            log.TryingAgain(calls.Server, Key, _last.Explain());
        }

        _reported = true;
    }

    protected override void OnNotUndone() => log.NotUndone(calls.Server, Key, Request.Id);
}
