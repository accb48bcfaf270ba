using LockActors.TestKit;

namespace LockActors.Engine.Tests;

/// <summary>Drives one machine: numbers requests, calls and leases, keeps the time, and plays a store that makes every
/// change at once, or waits to be told (<c>manualStore</c>). A request and the lease it brings have the same
/// number.</summary>
internal sealed class Rig
{
    private readonly List<Answer> _answers = [];
    private readonly LockLimits _limits;
    private readonly bool _manualStore;
    private long _calls;

    public Rig(
        LockLimits? limits = null, bool manualStore = false, long fence = 0, double linger = 0, bool durable = false)
    {
        _limits = limits ?? LockLimits.Default;
        Machine = new LockMachine(
            _limits, new FencingToken(fence), TimeSpan.FromSeconds(linger), awaitsRestore: durable);
        _manualStore = manualStore;
    }

    public LockMachine Machine { get; private set; }

    public TimeSpan Now { get; set; } = TimeSpan.FromSeconds(1000);

    /// <summary>The wall clock runs with the time and may be stepped away from it.</summary>
    public TimeSpan WallStep { get; set; }

    public TimeSpan Deadline { get; private set; } = Decision.NoDeadline;

    /// <summary>The change that the store is asked for and has not answered.</summary>
    public StoreEffect Effect { get; private set; }

    public long LastCall => _calls;

    public Moment Moment => new(Now, (Now + WallStep).Ticks / TimeSpan.TicksPerMicrosecond);

    public LockSnapshot Snapshot() => Machine.Snapshot(Some.Key, Now, withWaiters: true);

    public Answer[] Acquire(
        int request, double wait = 0, double? hold = null, double ttl = 30, string? scope = null, int block = 1,
            bool confirm = false,
        int? lease = null, double waited = 0)
    {
        var asked = new LockRequest
        {
            Id = Some.Request(request),
            ReentrancyScope = scope is null ? default : Some.Scope(scope),
            Ttl = TimeSpan.FromSeconds(ttl),
            Wait = TimeSpan.FromSeconds(wait),
            Hold = TimeSpan.FromSeconds(hold ?? wait),
            TokenBlock = block,
            NeedsConfirm = confirm,
            WaitedFor = TimeSpan.FromSeconds(waited),
        };
        return Follow(Machine.Acquire(NextCall(), asked, Some.Lease(lease ?? request), Moment));
    }

    public Answer[] Detach(CallId call, int request) => Follow(Machine.Detach(call, Some.Request(request), Moment));

    public Answer[] Confirm(int lease) => Follow(Machine.Confirm(NextCall(), Some.Lease(lease), Moment));

    public Answer[] Renew(int lease, double ttl = 30) =>
        Follow(Machine.Renew(NextCall(), Some.Lease(lease), TimeSpan.FromSeconds(ttl), Moment));

    public Answer[] Release(int lease, int? hold = null) => Follow(Machine.Release(
        NextCall(), Some.Lease(lease), hold is { } number ? Some.Request(number) : null, Moment));

    public Answer[] Cancel(int request) => Follow(Machine.Cancel(NextCall(), Some.Request(request), Moment));

    public Answer[] Revoke(FencingToken? token = null) => Follow(Machine.Revoke(NextCall(), token, Moment));

    public Answer[] Drain() => Follow(Machine.Drain(Moment));

    public Answer[] Expire() => Follow(Machine.Expire(Moment));

    public Answer[] Restore(RestoredLease? lease, long fence = 0, double askedBefore = 0) =>
        Follow(Machine.Restore(
            lease, new FencingToken(fence), Now - TimeSpan.FromSeconds(askedBefore), Moment));

    /// <summary>What the machine leaves to the one that takes its place.</summary>
    public MachineState Leave()
    {
        Machine.Freeze();
        return Machine.Save(Moment);
    }

    public Answer[] Move(double seconds = 0, double clocksDiffer = 0)
    {
        var state = Leave();
        Now += TimeSpan.FromSeconds(seconds + clocksDiffer);
        Machine = new LockMachine(_limits, awaitsRestore: true);
        return Follow(Machine.Resume(state, Moment));
    }

    public Answer[] Placed()
    {
        TakeEffect();
        return Follow(Machine.StoreDone(Moment));
    }

    public Answer[] Refused(StoreRefusalKind kind, double heldFor = 0, long fence = 0)
    {
        TakeEffect();
        return Follow(Machine.StoreRefused(
            new StoreRefusal(kind, TimeSpan.FromSeconds(heldFor), new FencingToken(fence)), Moment));
    }

    public Answer[] Failed()
    {
        TakeEffect();
        return Follow(Machine.StoreFailed(Moment));
    }

    /// <summary>Lets time pass as the simplest driver would: it calls <see cref="LockMachine.Expire"/> at each
    /// deadline, and does nothing else.</summary>
    public Answer[] Advance(double seconds) => AdvanceTo(Now + TimeSpan.FromSeconds(seconds));

    public Answer[] AdvanceTo(TimeSpan target)
    {
        var answers = new List<Answer>();
        for (var turns = 0; Deadline <= target; turns++)
        {
            Assert.True(turns < 10_000, $"10,000 turns without coming past {Now}: the machine makes no progress.");
            Now = Deadline > Now ? Deadline : Now;
            answers.AddRange(Expire());
        }

        Now = target;
        return [.. answers];
    }

    /// <summary>Time passes without a call: the process stands still.</summary>
    public void Freeze(double seconds) => Now += TimeSpan.FromSeconds(seconds);

    private CallId NextCall() => new(++_calls);

    private void TakeEffect()
    {
        Assert.NotEqual(StoreVerb.None, Effect.Verb);
        Effect = default;
    }

    private Answer[] Follow(Decision decision)
    {
        _answers.Clear();
        while (true)
        {
            _answers.AddRange(decision.Answers);
            Deadline = decision.Deadline;
            if (decision.Effect.Verb == StoreVerb.None)
            {
                return [.. _answers];
            }

            Assert.Equal(StoreVerb.None, Effect.Verb);
            Effect = decision.Effect;
            if (_manualStore)
            {
                return [.. _answers];
            }

            TakeEffect();
            decision = Machine.StoreDone(Moment);
        }
    }
}
