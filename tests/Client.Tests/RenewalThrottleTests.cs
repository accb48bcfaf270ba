using LockActors.TestKit;

namespace LockActors.Client.Tests;

/// <summary>How many renewals are under way at once, and what those do that get no answer.</summary>
public sealed class RenewalThrottleTests : HandleTestBase
{
    [Fact]
    public async Task Renewals_UnderWayAtOnce_AreBounded()
    {
        var gates = new List<TaskCompletionSource<RenewReply>>();
        Service.OnRenew = _ =>
        {
            gates.Add(new TaskCompletionSource<RenewReply>());
            return new(gates[^1].Task);
        };
        using var client = new LockClient(Service, new LockClientOptions { MaxConcurrentRenewals = 2 }, Clock);
        for (var i = 0; i < 5; i++)
        {
            await client.AcquireAsync($"key-{i}");
        }

        Clock.Advance(10);
        Assert.Equal(2, gates.Count);
        Inline.Run(() => gates[0].SetResult(Service.Renewed(TimeSpan.FromSeconds(30))));
        Assert.True(SpinWait.SpinUntil(() => gates.Count == 3, TimeSpan.FromSeconds(20)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Renewals_WithoutAnAnswer_DoNotKeepOthersFromBeingRenewed(int together)
    {
        Service.MaxRenewals = together;
        Service.OnRenew = ttl => ttl < TimeSpan.FromSeconds(30)
            ? new(new TaskCompletionSource<RenewReply>().Task)
            : new(Service.Renewed(ttl));
        using var client = new LockClient(Service, new LockClientOptions { MaxConcurrentRenewals = 1 }, Clock);
        var once = new AcquireOptions { Ttl = TimeSpan.FromSeconds(20), MaxHold = TimeSpan.FromSeconds(8) };
        for (var i = 0; i < together; i++)
        {
            await client.AcquireAsync($"stuck-{i}", once);
        }

        var other = await client.AcquireAsync("other");
        Inline.Run(() => Clock.Advance(9));
        Assert.Single(Service.Renewals);
        Inline.Run(() => Clock.Advance(2));
        Assert.True(SpinWait.SpinUntil(() => Service.Renewals.Count == 2, TimeSpan.FromSeconds(20)));
        Clock.Advance(19);
        Assert.True(other.IsHeld);
    }

    [Fact]
    public async Task AThousandRenewalsWithoutAnAnswer_DelayOthersByLessThanASecond()
    {
        const int Silent = 1_000;
        const int AtOnce = 64;
        var otherSent = false;
        Service.OnRenew = ttl =>
        {
            Volatile.Write(ref otherSent, otherSent || ttl > TimeSpan.FromSeconds(30));
            return new(new TaskCompletionSource<RenewReply>().Task);
        };
        for (var i = 0; i < Silent; i++)
        {
            await Client.AcquireAsync($"silent-{i}");
        }

        await Client.AcquireAsync("other", new AcquireOptions { Ttl = TimeSpan.FromSeconds(30.1) });

        Inline.Run(() => Clock.Advance(10.1));
        for (var passed = 0.0; passed < 0.9; passed += 0.05)
        {
            // Each renewal that is under way gives its slot back by a timer.
            Assert.True(SpinWait.SpinUntil(
                () => Volatile.Read(ref otherSent) || Clock.ArmedTimers >= AtOnce, TimeSpan.FromSeconds(20)));
            Inline.Run(() => Clock.Advance(0.05));
        }

        Assert.True(otherSent);
    }
}
