using Microsoft.Extensions.DependencyInjection;

namespace LockActors.Grains;

/// <summary>What this silo knows of the cluster that matters to leases kept in memory: whether it is still a member,
/// and how long a lease of a silo that crashed may live on in its holder's belief.</summary>
/// <remarks>
/// The membership table decides: nobody acts on a silo's death before the table says so. A silo grants only within
/// <see cref="Authority"/> after the table showed it alive, so all grants of a silo that died end within that and the
/// longest TTL, counted from when anybody learns of the death. Until then keys that start anew are not granted.
/// </remarks>
internal sealed class ClusterStanding
{
    /// <summary>How long a silo may grant after the membership table showed it alive.</summary>
    public static readonly TimeSpan Authority = TimeSpan.FromSeconds(6);

    private readonly IMembershipTable? _table;
    private readonly ILocalSiloDetails _silo;
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly TimeSpan _grace;

    private readonly Lock _gate = new();
    private readonly HashSet<SiloAddress> _alive = [];
    private readonly HashSet<SiloAddress> _gone = [];
    private readonly HashSet<SiloAddress> _leftInOrder = [];
    private TimeSpan _graceUntil;
    private TimeSpan _memberUntil;
    private bool _isStarted;
    private Task<bool>? _asking;
    private Task<bool>? _askingNext;

    public ClusterStanding(IServiceProvider services, LockLimits limits, TimeProvider time)
    {
        _table = services.GetService<IMembershipTable>();
        _silo = services.GetRequiredService<ILocalSiloDetails>();
        _grains = services.GetRequiredService<IGrainFactory>();
        _time = time;
        _grace = GraceOf(limits);
    }

    /// <summary>How long after a silo's death its leases may be valid.</summary>
    public static TimeSpan GraceOf(LockLimits limits)
    {
        var longest = Authority + limits.MaxTtl;
        return longest + Drift.Of(longest);
    }

    /// <summary>Whether this silo may grant now.</summary>
    public bool IsSureToBeMember
    {
        get
        {
            lock (_gate)
            {
                return _table is null || _time.Monotonic() < _memberUntil;
            }
        }
    }

    /// <summary>How much longer a key that starts anew must wait; null before this silo knows.</summary>
    public TimeSpan? GraceLeft
    {
        get
        {
            lock (_gate)
            {
                var left = _graceUntil - _time.Monotonic();
                return !_isStarted ? null : left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    /// <summary>A silo says goodbye: all its keys have moved, so its going leaves nothing behind.</summary>
    public void NoteLeftInOrder(SiloAddress silo)
    {
        lock (_gate)
        {
            _leftInOrder.Add(silo);
        }
    }

    /// <summary>Asks the membership table, with a question that begins after this call. False when it does not answer,
    /// or does not count this silo as a member.</summary>
    public Task<bool> AskAsync()
    {
        if (_table is null)
        {
            _isStarted = true;
            return Task.FromResult(true);
        }

        lock (_gate)
        {
            if (_asking is not { IsCompleted: false })
            {
                return _asking = AskNowAsync();
            }

            // The one under way may have read before a death that the caller's reason to ask came after.
            return _askingNext ??= AskNextAsync(_asking);
        }
    }

    private async Task<bool> AskNextAsync(Task<bool> before)
    {
        await before.ConfigureAwait(false);
        lock (_gate)
        {
            _askingNext = null;
            _asking = AskNowAsync();
        }

        return await _asking.ConfigureAwait(false);
    }

    private async Task<bool> AskNowAsync()
    {
        await Task.Yield();
        var askedAt = _time.Monotonic();
        MembershipTableData members;
        try
        {
            members = await _table!.ReadAllAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            return false;
        }

        if (!_isStarted)
        {
            await StartAsync(members).ConfigureAwait(false);
        }

        lock (_gate)
        {
            NoteDeaths(members);
            var self = members.TryGet(_silo.SiloAddress)?.Item1.Status;
            var isMember = self is SiloStatus.Joining or SiloStatus.Active or SiloStatus.ShuttingDown;
            _memberUntil = isMember ? askedAt + Authority : TimeSpan.Zero;
            return isMember;
        }
    }

    /// <summary>Those who died before this silo came are as good as just dead, unless a silo that was there knows
    /// better.</summary>
    private async Task StartAsync(MembershipTableData members)
    {
        var dead = members.Members.Select(row => row.Item1).Where(IsGone).ToList();
        TimeSpan? known = TimeSpan.Zero;
        if (dead.Count > 0 || members.Members.Any(row => IsLeaving(row.Item1)))
        {
            // One that leaves answers as long as it lives; one that was killed while it left is as good as dead.
            known = null;
            foreach (var member in members.Members.Select(row => row.Item1).Where(IsOther))
            {
                known ??= await AskOtherAsync(member.SiloAddress).ConfigureAwait(false);
            }
        }

        lock (_gate)
        {
            _gone.UnionWith(dead.Select(member => member.SiloAddress));
            _graceUntil = _time.Monotonic() + (known ?? _grace);
            _isStarted = true;
        }
    }

    private async Task<TimeSpan?> AskOtherAsync(SiloAddress silo)
    {
        try
        {
            return await LockSiloGrain.At(_grains, silo).GraceLeftAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Whatever a silo fails with, it does not know better.
            return null;
        }
    }

    private void NoteDeaths(MembershipTableData members)
    {
        var now = _time.Monotonic();
        var living = new HashSet<SiloAddress>();
        foreach (var (member, _) in members.Members)
        {
            if (!IsGone(member))
            {
                living.Add(member.SiloAddress);
            }
            else if (_gone.Add(member.SiloAddress) && !_leftInOrder.Remove(member.SiloAddress))
            {
                _graceUntil = now + _grace;
            }
        }

        foreach (var silo in _alive)
        {
            // Its row may have been cleaned away before it was seen dead.
            if (!living.Contains(silo) && _gone.Add(silo) && !_leftInOrder.Remove(silo))
            {
                _graceUntil = now + _grace;
            }
        }

        _alive.Clear();
        _alive.UnionWith(living);
    }

    private bool IsOther(MembershipEntry member) =>
        (member.Status == SiloStatus.Active || IsLeaving(member)) && !member.SiloAddress.Equals(_silo.SiloAddress);

    private static bool IsLeaving(MembershipEntry member) =>
        member.Status is SiloStatus.ShuttingDown or SiloStatus.Stopping;

    private static bool IsGone(MembershipEntry member) => member.Status == SiloStatus.Dead;
}
