using LockActors.Actors;
using LockActors.TestKit;
using Microsoft.Extensions.Options;
using NSubstitute;
using Orleans.Configuration;

namespace LockActors.Grains.Tests;

/// <summary>Whether a silo without a lease store may start, by what the membership table says.</summary>
public sealed class LoneSiloTests
{
    private static readonly SiloAddress Self = SiloAddress.FromParsableString("127.0.0.1:1@1");
    private static readonly SiloAddress Other = SiloAddress.FromParsableString("127.0.0.1:2@1");
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Silence = 3 * Period;

    private readonly SimClock _clock = new();
    private readonly IMembershipTable _table = Substitute.For<IMembershipTable>();
    private readonly IClusterMembershipService _members = Substitute.For<IClusterMembershipService>();
    private readonly List<MembershipEntry> _rows = [];
    private readonly LockGrainOptions _options = new();

    public LoneSiloTests()
    {
        _rows.Add(Row(Self, SiloStatus.Joining));
        _table.ReadAllAsync(Arg.Any<CancellationToken>()).Returns(_ => Table());
        _table.ReadRowAsync(Arg.Any<SiloAddress>(), Arg.Any<CancellationToken>()).Returns(_ => Table());
    }

    [Fact]
    public async Task Start_Alone_IsAllowed() => await New().RequireSureAsync(default).Soon();

    [Fact]
    public async Task Start_ThatTheTableDoesNotShowYet_IsNotSure()
    {
        _rows.Clear();

        await Assert.ThrowsAsync<InvariantViolationException>(() => New().RequireSureAsync(default).Soon());
    }

    [Theory]
    [InlineData(SiloStatus.Joining)]
    [InlineData(SiloStatus.Active)]
    [InlineData(SiloStatus.ShuttingDown)]
    [InlineData(SiloStatus.Stopping)]
    public async Task Start_BesideAMember_IsRefusedWithWhatToDo(SiloStatus status)
    {
        _rows.Add(Row(Other, status));

        var error = await Assert.ThrowsAsync<OrleansConfigurationException>(() => New().RequireAsync(default).Soon());

        Assert.Contains("silo 127.0.0.1:2 is a member of cluster c", error.Message, StringComparison.Ordinal);
        Assert.Contains("AddRedisLeaseStore", error.Message, StringComparison.Ordinal);
        Assert.Contains("--store redis", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_AfterAPredecessorThatIsDeclaredDead_IsAllowed()
    {
        _rows.Add(Row(Other, SiloStatus.Dead));

        await New().RequireAsync(default).Soon();
    }

    [Fact]
    public async Task Start_AfterAPredecessorThatCrashedLongAgo_IsAllowedOnceItIsSeenToBeSilent()
    {
        _rows.Add(Row(Other, SiloStatus.Active));
        _clock.Advance(Silence);

        _members.TryKill(Other).Returns(_ =>
        {
            _rows[1].Status = SiloStatus.Dead;
            return true;
        });

        var start = New().RequireSureAsync(default);
        await Poll.UntilAsync(() => _clock.ArmedTimers == 1, "the wait", TimeSpan.FromSeconds(20));
        Assert.False(start.IsCompleted);
        _clock.Advance(1.5 * Period);

        await start.Soon();
        await _members.Received(1).TryKill(Other);
    }

    [Fact]
    public async Task Start_BesideASilentMemberThatCannotBeDeclaredDead_IsRefused()
    {
        _rows.Add(Row(Other, SiloStatus.Joining));
        _clock.Advance(Silence);
        _members.TryKill(Other).Returns(true);

        var start = New().RequireSureAsync(default);
        await Poll.UntilAsync(
            () =>
            {
                _clock.Advance(Period);
                return start.IsCompleted;
            },
            "the refusal",
            TimeSpan.FromSeconds(20));

        await Assert.ThrowsAsync<OrleansConfigurationException>(() => start.Soon());
    }

    [Fact]
    public async Task Start_BesideAMemberThatCouldNotReachTheTable_IsRefusedAtItsNextSignOfLife()
    {
        var other = Row(Other, SiloStatus.Active);
        _rows.Add(other);
        _clock.Advance(Silence);
        var start = New().RequireAsync(default);
        await Poll.UntilAsync(() => _clock.ArmedTimers == 1, "the wait", TimeSpan.FromSeconds(20));

        _rows.Remove(other);
        _rows.Add(Row(Other, SiloStatus.Active));
        _clock.Advance(1.5 * Period);

        await Assert.ThrowsAsync<OrleansConfigurationException>(() => start.Soon());
    }

    [Fact]
    public void Start_WithAStore_LooksForNoOtherSilo()
    {
        _options.Store = Substitute.For<ILeaseStore>();
        var lifecycle = Substitute.For<ISiloLifecycle>();

        New().Participate(lifecycle);

        Assert.Empty(lifecycle.ReceivedCalls());
    }

    private LoneSilo New()
    {
        var silo = Substitute.For<ILocalSiloDetails>();
        silo.SiloAddress.Returns(Self);
        silo.ClusterId.Returns("c");
        var membership = new ClusterMembershipOptions
        {
            IAmAliveTablePublishTimeout = Period,
            NumMissedTableIAmAliveLimit = 3,
        };
        return new LoneSilo(Options.Create(_options), Options.Create(membership), _table, _members, silo, _clock);
    }

    private MembershipTableData Table() =>
        new([.. _rows.Select(row => Tuple.Create(row, "tag"))], new TableVersion(1, "tag"));

    private MembershipEntry Row(SiloAddress silo, SiloStatus status) => new()
    {
        SiloAddress = silo,
        Status = status,
        StartTime = DateTime.UnixEpoch,
        IAmAliveTime = _clock.GetUtcNow().UtcDateTime,
    };
}
