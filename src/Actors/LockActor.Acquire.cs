using LockActors.Engine;

namespace LockActors.Actors;

public sealed partial class LockActor
{
    private static readonly TimeSpan LoadRetry = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks for the lock and waits as long as the request allows.</summary>
    /// <param name="request">The request, within the limits.</param>
    /// <param name="cancellationToken">Undoes the request.</param>
    public ValueTask<AcquireReply> AcquireAsync(LockRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!_loaded)
        {
            return AcquireAfterLoadAsync(request, cancellationToken);
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<AcquireReply>(cancellationToken);
        }

        LockActor? successor;
        OpenCall? open = null;
        Answer answer = default;
        lock (_turn)
        {
            successor = Successor();
            if (successor is null)
            {
                var command = AcquireCommand.Of(request, LeaseId.New());
                open = Close(_machine.Acquire(Open(), command, Now()), out answer);
            }
        }

        if (successor is not null)
        {
            return successor.AcquireAsync(request, cancellationToken);
        }

        return open is null
            ? new(Replies.ToAcquire(answer, Key))
            : WaitForGrantAsync(open, request.Id, cancellationToken);
    }

    /// <summary>A store that cannot be asked what it knows is asked again for as long as the call may stay
    /// open.</summary>
    private async ValueTask<AcquireReply> AcquireAfterLoadAsync(
        LockRequest request, CancellationToken cancellationToken)
    {
        var hold = request.Hold is { } shorter && shorter < request.Wait ? shorter : request.Wait;
        var until = _time.Monotonic() + hold;
        while (!await LoadAsync().WaitAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_time.Monotonic() + LoadRetry >= until)
            {
                return new AcquireReply(LockOutcome.Unavailable);
            }

            await Task.Delay(LoadRetry, _time, cancellationToken).ConfigureAwait(false);
        }

        return await AcquireAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<AcquireReply> WaitForGrantAsync(
        OpenCall open, RequestId request, CancellationToken cancellationToken)
    {
        var registration = cancellationToken.UnsafeRegister(
            static state =>
            {
                var (actor, request) = ((LockActor, RequestId))state!;
                _ = actor.CancelAsync(request).AsTask();
            },
            (this, request));
        Answer answer;
        await using (registration.ConfigureAwait(false))
        {
            answer = await open.Task.ConfigureAwait(false);
        }

        if (!cancellationToken.IsCancellationRequested)
        {
            return Replies.ToAcquire(answer, Key);
        }

        // The grant may have come first, or the token a moment after it: either way nobody must believe in it.
        await CancelAsync(request, CancellationToken.None).ConfigureAwait(false);
        throw new OperationCanceledException(cancellationToken);
    }
}
