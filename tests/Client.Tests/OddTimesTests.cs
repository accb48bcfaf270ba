using LockActors.TestKit;

namespace LockActors.Client.Tests;

/// <summary>Times that make no sense: they work or are refused, and never cost a lock.</summary>
public sealed class OddTimesTests : LocalTestBase
{
    private static readonly AcquireOptions Patient = new() { Wait = TimeSpan.FromMinutes(10) };

    public static TheoryData<TimeSpan> LongWaits =>
        [Timeout.InfiniteTimeSpan, TimeSpan.MaxValue, TimeSpan.MaxValue - TimeSpan.FromSeconds(1)];

    public static TheoryData<TimeSpan> NoWaits =>
        [TimeSpan.MinValue, TimeSpan.FromSeconds(-2), TimeSpan.FromTicks(-1)];

    [Theory]
    [MemberData(nameof(LongWaits))]
    public async Task Wait_WithoutEnd_KeepsItsPlaceForDays(TimeSpan wait)
    {
        var options = new AcquireOptions { Wait = wait };
        var holder = await First.AcquireAsync(Some.Key, Patient);
        var other = Second.AcquireAsync(Some.Key, options).AsTask();
        var behind = First.AcquireAsync(Some.Key, Patient with { Wait = TimeSpan.FromDays(2) }).AsTask();
        var set = Second.AcquireAllAsync([Some.Key], options).AsTask();

        Clock.Advance(TimeSpan.FromHours(25));
        Assert.False(other.IsCompleted || behind.IsCompleted || set.IsCompleted);
        await holder.DisposeAsync();

        var first = await other.Soon();
        Assert.False(behind.IsCompleted);
        await first.DisposeAsync();
        await (await set.Soon()).DisposeAsync();
        await (await behind.Soon()).DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(NoWaits))]
    public async Task Wait_BelowZero_IsRefusedByName(TimeSpan wait)
    {
        var options = new AcquireOptions { Wait = wait };
        var error = await Assert.ThrowsAsync<LockRejectedException>(
            () => First.AcquireAsync(Some.Key, options).Soon());
        Assert.Equal("waitMs", error.Violation.Field);
        Assert.StartsWith("Wait is -", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<LockRejectedException>(
            () => First.AcquireAllAsync([Some.Key], options).Soon());
        Assert.Equal("waitMs", error.Violation.Field);
    }

    [Fact]
    public async Task MaxHold_WithoutEnd_BoundsNothing()
    {
        await using var handle = await First.AcquireAsync(Some.Key, new() { MaxHold = TimeSpan.MaxValue }).Soon();
        Clock.Advance(600);
        Assert.True(handle.IsHeld);
    }

    [Fact]
    public async Task MaxHold_WithoutEnd_OfTheNextLocalWaiter_BoundsNothing()
    {
        var first = await First.AcquireAsync(Some.Key, Patient);
        var waiting = First.AcquireAsync(Some.Key, Patient with { MaxHold = TimeSpan.MaxValue }).Soon();
        Assert.True(await first.ReleaseAsync());
        await using var second = await waiting;
        Clock.Advance(600);
        Assert.True(second.IsHeld);
    }

    [Fact]
    public async Task Wait_ThatEnds_SaysWhoHoldsTheLock()
    {
        await using var holder = await First.AcquireAsync(Some.Key, new() { Holder = HolderName.Parse("worker-7") });
        var late = Second.AcquireAsync(Some.Key, new() { Wait = TimeSpan.FromSeconds(3) }).AsTask();
        Clock.Advance(3);

        var error = await Assert.ThrowsAsync<LockTimeoutException>(() => late.Soon());

        Assert.Equal("worker-7", error.Holder?.Name);
        Assert.Equal(
            $"Lock '{Some.Key}' was not acquired within 3 s: 'worker-7' holds it, for 3 s so far.", error.Message);
    }
}
