namespace LockActors.Client;

/// <summary>Runs what applications registered with a <see cref="ILockHandle.LostToken"/>, away from the thread pool:
/// callbacks that block there would keep the renewals of other locks from their threads.</summary>
internal static class LossThreads
{
    /// <summary>When more locks than that are lost at once, and their callbacks block, the rest takes threads of the
    /// pool.</summary>
    private const int Most = 64;

    private static int _busy;

    /// <summary>Cancels at once; callbacks run elsewhere.</summary>
    /// <param name="source">What to cancel.</param>
    /// <param name="onFailure">Told of a callback that threw.</param>
    public static void Cancel(CancellationTokenSource source, Action<Exception> onFailure)
    {
        if (Interlocked.Increment(ref _busy) > Most)
        {
            Interlocked.Decrement(ref _busy);
            Background.Run(source.CancelAsync, onFailure);
            return;
        }

        var thread = new Thread(() =>
        {
            Background.Guard(source.Cancel, onFailure);
            Interlocked.Decrement(ref _busy);
        })
        {
            IsBackground = true,
            Name = "LockActors lost locks",
        };
        thread.Start();

        // It is cancelled when this returns, as a holder expects that looks at its token instead of listening.
        SpinWait.SpinUntil(() => source.IsCancellationRequested);
    }
}
