using System.Text;
using LockActors.Client.Orleans;
using LockActors.Contracts;
using LockActors.TestKit;
using NSubstitute;
using NSubstitute.Extensions;

namespace LockActors.Grains.Tests;

/// <summary>Operators look when a silo hangs: the wait for it is bounded, and the rest is shown.</summary>
public sealed class SilentSiloTests
{
    private static readonly SiloAddress[] Silos = [.. Enumerable.Range(1, 3).Select(number =>
        SiloAddress.FromParsableString($"127.0.0.1:{number}@{number}"))];

    private readonly SimClock _clock = new();
    private readonly IGrainFactory _grains = Substitute.For<IGrainFactory>();

    /// <summary>Three silos of which the first never answers, and the first management grain lives on it.</summary>
    public SilentSiloTests()
    {
        var never = Substitute.For<IManagementGrain>();
        never.GetHosts(true).Returns(Never<Dictionary<SiloAddress, SiloStatus>>());
        never.GetDetailedHosts().Returns(Never<MembershipEntry[]>());
        var management = Substitute.For<IManagementGrain>();
        management.GetHosts(true).Returns(Silos.ToDictionary(silo => silo, _ => SiloStatus.Active));
        management.GetDetailedHosts().Returns([.. Silos.Select((silo, at) => new MembershipEntry
        {
            SiloAddress = silo,
            SiloName = $"silo-{at + 1}",
            Status = SiloStatus.Active,
        })]);
        _grains.GetGrain<IManagementGrain>(Arg.Any<long>())
            .Returns(call => call.Arg<long>() == 0 ? never : management);
        for (var at = 0; at < Silos.Length; at++)
        {
            AddSilo(at);
        }
    }

    [Fact]
    public async Task Cluster_WhoseFirstSiloHangs_AnswersWithItsMastersAfterThreeSeconds()
    {
        var monitor = new OrleansLockMonitor(_grains, _clock);

        // A second for the management grain on that silo, two for the silo itself.
        var cluster = await AnswerAsync(monitor.ClusterAsync().AsTask(), seconds: 3);

        Assert.Equal([false, true, true], cluster.Members.Select(member => member.Answered));
        Assert.Equal(["silo-1", "silo-2", "silo-3"], cluster.Members.Select(member => member.Name));
        Assert.Equal("redis-of-2", Assert.Single(cluster.Masters).EndPoint);

        // The management grain that answered is asked first from now on.
        await AnswerAsync(monitor.ClusterAsync().AsTask(), seconds: 2);
    }

    [Fact]
    public async Task List_OfAClusterWhoseFirstSiloHangs_NamesItAndShowsTheLocksOfTheOthers()
    {
        using var service = new OrleansLockService(_grains, time: _clock);

        var page = await AnswerAsync(service.ListAsync(new LockQuery()).AsTask(), seconds: 3);

        Assert.Equal([Silos[0].ToString()], page.Unreachable);
        Assert.Equal(["lock/2", "lock/3"], page.Locks.Select(found => found.Key.Value));
    }

    /// <summary>The answer, which must come when so much time has passed and not before.</summary>
    private async Task<T> AnswerAsync<T>(Task<T> asked, int seconds)
    {
        for (var passed = 0; passed < seconds; passed++)
        {
            await Poll.UntilAsync(() => _clock.ArmedTimers > 0, "a time limit", TimeSpan.FromSeconds(20));
            Assert.False(asked.IsCompleted, $"answered after {passed} s");
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        return await asked.Soon();
    }

    private void AddSilo(int at)
    {
        var (monitor, index) = (Substitute.For<ILockMonitorGrain>(), Substitute.For<ILockIndexGrain>());
        _grains.GetGrain<ILockMonitorGrain>(Silos[at].ToParsableString()).Returns(monitor);
        _grains.GetGrain<ILockIndexGrain>(Silos[at].ToParsableString()).Returns(index);
        var page = new LockPageView
        {
            Locks = [LockView.Of(new LockSnapshot { Key = $"lock/{at + 1}", State = LockState.Free })],
        };
        var member = """{"address":"","name":"","status":"","answered":true}""";
        var master = $$"""{"endPoint":"redis-of-{{at + 1}}"}""";
        monitor.ReturnsForAll(call => Answer(at, Json(call.Arg<bool>()
            ? $$"""{"members":[{{member}}],"masters":[{{master}}]}"""
            : $$"""{"members":[{{member}}]}""")));
        index.ReturnsForAll(_ => Answer(at, page));
    }

    private static byte[] Json(string text) => Encoding.UTF8.GetBytes(text);

    private static ValueTask<T?> Answer<T>(int at, T answer)
        where T : class => at == 0 ? new(Never<T?>()) : new(answer);

    private static Task<T> Never<T>() => new TaskCompletionSource<T>().Task;
}
