namespace LockActors.Client;

/// <summary>Gives a lease back to the service, again and again until an answer comes or the time for it is
/// over.</summary>
internal static class LeaseRelease
{
    /// <returns>Whether the lock was still held. What the service throws counts as no answer.</returns>
    public static ValueTask<bool> SendAsync(ClientRuntime runtime, LockGrant grant, RequestId hold)
    {
        var first = AttemptAsync(runtime, grant, hold);
        if (!first.IsCompletedSuccessfully)
        {
            return RetryAsync(runtime, grant, hold, first.AsTask());
        }

        // In process the answer is there at once, and nothing need be kept for another attempt.
        var outcome = first.Result;
        return outcome == ReleaseOutcome.Unavailable
            ? RetryAsync(runtime, grant, hold, Task.FromResult(outcome))
            : new(outcome == ReleaseOutcome.Released);
    }

    private static async ValueTask<ReleaseOutcome> AttemptAsync(
        ClientRuntime runtime, LockGrant grant, RequestId hold) =>
        (await runtime.Service.ReleaseAsync(grant.Key, grant.LeaseId, hold, CancellationToken.None)
            .ConfigureAwait(false)).Outcome;

    private static async ValueTask<bool> RetryAsync(
        ClientRuntime runtime, LockGrant grant, RequestId hold, Task<ReleaseOutcome>? first)
    {
        var outcome = ReleaseOutcome.Unavailable;
        var answered = await runtime.BestEffortRetry.RunAsync(
            async () =>
            {
                var attempt = first ?? AttemptAsync(runtime, grant, hold).AsTask();
                first = null;
                outcome = await attempt.ConfigureAwait(false);
                return outcome != ReleaseOutcome.Unavailable;
            },
            error => runtime.Log.ReleaseThrew(error, grant.Key)).ConfigureAwait(false);
        if (!answered)
        {
            runtime.Log.ReleaseGivenUp(grant.Key, grant.Ttl);
        }

        return answered && outcome == ReleaseOutcome.Released;
    }
}
