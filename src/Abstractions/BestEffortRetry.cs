namespace LockActors;

/// <summary>Tries to give something back until an answer comes or the time for it is over. The lease's end does the
/// rest.</summary>
internal sealed class BestEffortRetry(TimeProvider time, TimeSpan timeout)
{
    /// <summary>How long a caller that wants to go on is kept waiting for the answer.</summary>
    public static readonly TimeSpan Courtesy = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(50);

    /// <param name="attempt">One attempt: whether an answer came.</param>
    /// <param name="onError">Told of an attempt that threw, or was not answered at all.</param>
    public async Task<bool> RunAsync(Func<Task<bool>> attempt, Action<Exception> onError)
    {
        var giveUpAt = time.Monotonic() + timeout;
        for (var retry = FirstRetry; ; retry *= 2)
        {
            try
            {
                // The pause may have taken longer than what was left.
                var left = giveUpAt - time.Monotonic();
                var limit = left > FirstRetry ? left : FirstRetry;
                if (await attempt().WaitAsync(limit, time).ConfigureAwait(false))
                {
                    return true;
                }
            }
            catch (Exception error)
            {
                onError(error);
            }

            if (time.Monotonic() + retry >= giveUpAt)
            {
                return false;
            }

            await Task.Delay(retry, time).ConfigureAwait(false);
        }
    }
}
