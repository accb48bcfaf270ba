namespace LockActors.Client;

/// <summary>Bounds how many renewals are under way at once.</summary>
internal sealed class RenewalThrottle(int count, TimeProvider time)
{
    // Silence, of one silo for example, must not use up the slots that the other leases need: a thousand silent
    // leases delay other ones by less than a second. An answer that is to come takes a few milliseconds.
    private static readonly TimeSpan LongestUse = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim _free = new(count);

    /// <summary>Makes a call when there is a slot for it. A call that takes long gives its slot back early; its answer
    /// counts whenever it comes.</summary>
    /// <param name="call">Begins the call.</param>
    public async Task<T> RunAsync<T>(Func<Task<T>> call)
    {
        await _free.WaitAsync().ConfigureAwait(false);
        Task<T> answer;
        try
        {
            answer = call();
            await ((Task)answer).WaitAsync(LongestUse, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            _free.Release();
        }

        return await answer.ConfigureAwait(false);
    }
}
