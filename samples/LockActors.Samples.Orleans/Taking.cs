using LockActors.Client;
using LockActors.Contracts;

namespace LockActors.Samples.Orleans;

/// <summary>Taking a lock in an Orleans application.</summary>
internal static class Taking
{
    /// <summary>What most want: renewal, LostToken, the wait and its push.</summary>
    public static async Task WithTheClientAsync(ILockClient locks)
    {
        await using var handle = await locks.AcquireAsync("orders/42");
        Console.WriteLine($"{handle.Key} is held with token {handle.Token} until {handle.ValidUntil}.");
    }

    /// <summary>The grain itself: the caller renews and counts its validity.</summary>
    public static async Task FromTheGrainAsync(IGrainFactory grains)
    {
        var grain = grains.GetGrain<ILockGrain>("orders/43");
        var call = new AcquireCall
        {
            Ttl = TimeSpan.FromSeconds(10),
            Wait = TimeSpan.FromSeconds(30),
            Hold = TimeSpan.FromSeconds(10),
        };
        var answer = await grain.AcquireAsync(call);
        while (answer.Outcome == LockOutcome.Queued)
        {
            // The call is open until the turn has come, or for 10 s; then the same call again keeps the place.
            answer = await grain.AcquireAsync(call);
        }

        if (!answer.IsGranted)
        {
            Console.WriteLine($"Not granted: {answer.Outcome}.");
            return;
        }

        Console.WriteLine($"{grain.GetPrimaryKeyString()} is held with token {answer.Grant.Token}.");
        await grain.ReleaseAsync(answer.Grant.LeaseId, call.RequestId);
    }
}
