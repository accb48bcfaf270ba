using LockActors.TestKit;

namespace LockActors.Processes;

/// <summary>Real processes are killed by SIGKILL.</summary>
public sealed class KilledTests : ProcessTestBase
{
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Holder_Killed_TheNextIsInWithinTheTtl()
    {
        var (holder, token) = await HolderAsync(Ttl);
        var next = await WaiterAsync(Ttl, 1);

        var since = LivedTime.Now;
        await holder.KillAsync();
        var higher = await TokenOfAsync(next);

        Assert.InRange(LivedTime.Since(since), TimeSpan.Zero, Ttl + Margin);
        Assert.True(higher > token);
        await ReleasesAsync(next);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Waiter_Killed_LeavesTheQueueAfterTheLivenessWindow()
    {
        var (holder, _) = await HolderAsync(Long);
        var killed = await WaiterAsync(Long, 1);
        var since = LivedTime.Now;
        await killed.KillAsync();

        await WaitersAsync(0);

        Assert.InRange(
            LivedTime.Since(since), TimeSpan.Zero, LockLimits.Default.LivenessWindow + Margin);
        await ReleasesAsync(holder);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Waiter_KilledBeforeItsTurn_HoldsUpTheNextForTheConfirmWindow()
    {
        var (holder, _) = await HolderAsync(Long);
        var killed = await WaiterAsync(Long, 1);
        var next = await WaiterAsync(Long, 2);
        await killed.KillAsync();

        var since = LivedTime.Now;
        await ReleasesAsync(holder);
        await TokenOfAsync(next);

        Assert.InRange(LivedTime.Since(since), TimeSpan.Zero, Window + Margin);
        await ReleasesAsync(next);
        await WaitersAsync(0);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Server_KilledAndStartedAgain_ItsWaitersGoOnByThemselves()
    {
        var (holder, _) = await HolderAsync(Ttl);
        var first = await WaiterAsync(Long, 1);
        var second = await WaiterAsync(Long, 2);

        await RestartServerAsync();

        // The new server has forgotten the lease (store none), so one of them gets the lock.
        await Poll.UntilAsync(
            () => IsGranted(first) || IsGranted(second), "a waiter to be granted", ChildProcess.Patience);
        await holder.HearAsync("told");
        var (winner, loser) = IsGranted(first) ? (first, second) : (second, first);
        await WaitersAsync(1);
        await ReleasesAsync(winner);
        Assert.True(await TokenOfAsync(loser) > await TokenOfAsync(winner));
        await ReleasesAsync(loser);
        await NothingIsLeftAsync();
    }

    private static bool IsGranted(ChildProcess client) =>
        client.Lines.Any(line => line.StartsWith("granted", StringComparison.Ordinal));
}
