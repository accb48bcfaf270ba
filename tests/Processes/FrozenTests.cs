using LockActors.TestKit;

namespace LockActors.Processes;

/// <summary>Real processes are frozen by SIGSTOP and thawed by SIGCONT.</summary>
public sealed class FrozenTests : ProcessTestBase
{
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Holder_FrozenPastItsTtl_SeesFirstThingThatItLostTheLock()
    {
        var (holder, token) = await HolderAsync(Ttl);
        var next = await WaiterAsync(Ttl, 1);

        await holder.Process.FreezeAsync();
        var higher = await TokenOfAsync(next);
        Assert.DoesNotContain("told", holder.Lines);
        holder.Tell("look");
        await holder.Process.ThawAsync();

        Assert.Equal("False, lost True", await holder.HearAsync("held "));
        await holder.HearAsync("told");
        holder.Tell("left");
        Assert.Equal("False", await holder.HearAsync("left "));
        holder.Tell("release");
        Assert.Equal("False", await holder.HearAsync("released "));
        Assert.True(higher > token, $"{higher} is not above {token}");
        Assert.Equal(higher, await HolderTokenAsync());
        await ReleasesAsync(next);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Waiter_FrozenPastTheLivenessWindow_LosesItsPlaceAndQueuesAnew()
    {
        var (holder, _) = await HolderAsync(Long);
        var frozen = await WaiterAsync(Ttl, 1);
        await frozen.Process.FreezeAsync();
        var other = await WaiterAsync(Ttl, 2);

        await WaitersAsync(1);
        await frozen.Process.ThawAsync();
        await WaitersAsync(2);
        await ReleasesAsync(holder);

        var first = await TokenOfAsync(other);
        Assert.DoesNotContain(frozen.Lines, line => line.StartsWith("granted", StringComparison.Ordinal));
        await ReleasesAsync(other);
        Assert.True(await TokenOfAsync(frozen) > first);
        await ReleasesAsync(frozen);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Waiter_FrozenWhenItsTurnComes_CostsTheConfirmWindowAndIsNotHeld()
    {
        var (holder, _) = await HolderAsync(Long);
        var frozen = await WaiterAsync(Long, 1);
        var next = await WaiterAsync(Long, 2);
        await frozen.Process.FreezeAsync();

        var since = LivedTime.Now;
        await ReleasesAsync(holder);
        var token = await TokenOfAsync(next);

        Assert.InRange(LivedTime.Since(since), TimeSpan.Zero, Window + Margin);
        await frozen.Process.ThawAsync();
        await WaitersAsync(1);
        Assert.Equal(token, await HolderTokenAsync());
        await ReleasesAsync(next);
        Assert.True(await TokenOfAsync(frozen) > token);
        Assert.Equal(["asking"], frozen.Lines.TakeWhile(line => !line.StartsWith("granted", StringComparison.Ordinal)));
        await ReleasesAsync(frozen);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Server_FrozenForLessThanTheTtl_LosesNoLock()
    {
        var (holder, token) = await HolderAsync(Long / 8);
        var waiter = await WaiterAsync(Ttl, 1);

        await Server.Process.FreezeAsync();
        await holder.HearAsync("log RenewalFailed");
        await Server.Process.ThawAsync();

        await WaitersAsync(1);
        Assert.Equal(token, await HolderTokenAsync());
        holder.Tell("look");
        Assert.Equal("True, lost False", await holder.HearAsync("held "));
        await ReleasesAsync(holder);
        Assert.True(await TokenOfAsync(waiter) > token);
        await ReleasesAsync(waiter);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Server_FrozenPastTheTtl_TheHolderIsToldByItsOwnClock()
    {
        var (holder, token) = await HolderAsync(Ttl);
        var waiter = await WaiterAsync(Long, 1);

        await Server.Process.FreezeAsync();
        var since = LivedTime.Now;
        await holder.HearAsync("told");
        Assert.InRange(LivedTime.Since(since), TimeSpan.Zero, Ttl + Margin);
        holder.Tell("look");
        Assert.Equal("False, lost True", await holder.HearAsync("held "));
        Assert.DoesNotContain(waiter.Lines, line => line.StartsWith("granted", StringComparison.Ordinal));
        await Server.Process.ThawAsync();

        Assert.True(await TokenOfAsync(waiter) > token);
        await ReleasesAsync(waiter);
        await NothingIsLeftAsync();
    }
}
