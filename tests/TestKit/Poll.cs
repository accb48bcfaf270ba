namespace LockActors.TestKit;

/// <summary>Waits for something outside this process, which no clock of ours can advance. A machine that stands still
/// meanwhile costs no patience: <see cref="LivedTime"/>.</summary>
public static class Poll
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Asks until the answer is yes; a timeout names <paramref name="what"/> it waited for.</summary>
    public static Task UntilAsync(Func<Task<bool>> condition, string what, TimeSpan timeout) =>
        UntilAsync(condition, () => what, timeout);

    /// <summary>Asks until the answer is yes; a timeout says <paramref name="what"/> it waited for.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string> what, TimeSpan timeout)
    {
        var started = LivedTime.Now;
        while (!await condition())
        {
            if (LivedTime.Since(started) > timeout)
            {
                throw new TimeoutException($"Waited {timeout.TotalSeconds:0.#} s for {what()}.");
            }

            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    /// <summary>Asks until the answer is yes; a timeout names <paramref name="what"/> it waited for.</summary>
    public static Task UntilAsync(Func<bool> condition, string what, TimeSpan timeout) =>
        UntilAsync(() => Task.FromResult(condition()), what, timeout);
}
