using LockActors.TestKit;

namespace LockActors.Client.Tests;

/// <summary>Renewals that fall due together.</summary>
public class BatchTests : HandleTestBase
{
    [Fact]
    public async Task Renewals_DueWithinAWindow_TravelTogether()
    {
        Service.MaxRenewals = 1000;
        var handles = new List<ILockHandle>();
        for (var i = 0; i < 10; i++)
        {
            handles.Add(await Client.AcquireAsync($"key-{i}"));
            Clock.Advance(0.04);
        }

        await handles[3].ReleaseAsync();
        Clock.Advance(12);

        Assert.Equal([6, 3], Service.Batches);
        Assert.All(handles.Where((_, i) => i != 3), handle => Assert.True(handle.IsHeld));
        Clock.Advance(60);
        Assert.All(handles.Where((_, i) => i != 3), handle => Assert.True(handle.IsHeld));
    }

    [Fact]
    public async Task Renewals_BeyondWhatOneRequestTakes_TravelInSeveral()
    {
        Service.MaxRenewals = 4;
        for (var i = 0; i < 9; i++)
        {
            await Client.AcquireAsync($"key-{i}");
        }

        Clock.Advance(10);
        Assert.Equal([4, 4], Service.Batches);
        Assert.Equal(9, Service.Renewals.Count);
    }

    [Fact]
    public async Task Renewals_OfABatchThatFails_AreTriedAgain()
    {
        Service.MaxRenewals = 10;
        Service.OnRenew = _ => throw new IOException("cut");
        var (one, two) = (await Client.AcquireAsync("one"), await Client.AcquireAsync("two"));
        Clock.Advance(12);
        Service.OnRenew = ttl => new(Service.Renewed(ttl));
        Clock.Advance(30);
        Assert.True(one.IsHeld);
        Assert.True(two.IsHeld);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public async Task Renewals_ThatBreakAnInvariant_CostNeitherTheTimerNorTheLocks(int maxRenewals)
    {
        Service.MaxRenewals = maxRenewals;
        Service.OnRenew = _ => throw new InvariantViolationException("two and two are four");
        var (one, two) = (await Client.AcquireAsync("one"), await Client.AcquireAsync("two"));
        Clock.Advance(12);
        Service.OnRenew = ttl => new(Service.Renewed(ttl));
        Clock.Advance(30);
        Assert.True(one.IsHeld);
        Assert.True(two.IsHeld);
    }

    [Fact]
    public async Task Renewal_ThatWaitsForItsSlot_IsNotSentAfterTheRelease()
    {
        using var client = new LockClient(Service, new LockClientOptions { MaxConcurrentRenewals = 1 }, Clock);
        var gate = new TaskCompletionSource<RenewReply>();
        Service.OnRenew = _ => new(gate.Task);
        await client.AcquireAsync("one");
        var second = await client.AcquireAsync("two");
        Clock.Advance(10);
        await second.ReleaseAsync();
        Inline.Run(() => gate.SetResult(Service.Renewed(TimeSpan.FromSeconds(30))));
        Clock.Advance(1);
        Assert.Single(Service.Renewals);
    }
}
