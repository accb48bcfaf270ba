using LockActors.Actors;
using LockActors.TestKit;
using LockActors.TestKit.Checkers;

namespace LockActors.Engine.Tests.Histories;

/// <summary>A machine, a model of its lease store, a clock and a few parties; and the checkers that watch
/// them.</summary>
internal sealed partial class World
{
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(10);
    private static readonly LockLimits Limits = LockLimits.Default with { LivenessWindow = TimeSpan.FromSeconds(4) };

    private readonly SimLeaseStore _store = new();
    private readonly Alphabet _alphabet;
    private readonly Party[] _parties;
    private readonly List<(Party? Party, RequestId Request, bool IsOpen)> _calls = [default];
    private readonly MutualExclusion _exclusion = new();
    private readonly FencingMonotonic _fencing = new();
    private readonly Fifo _fifo = new();
    private readonly Queue<RequestId> _toUndo = new();

    private LockMachine _machine;
    private TimeSpan _now = TimeSpan.FromSeconds(1000);
    private TimeSpan _wallStep;
    private TimeSpan _deadline = Decision.NoDeadline;
    private StoreEffect _effect;
    private StoreReply? _applied;
    private bool _hasLostData;
    private bool _hasHungUp;
    private long _outsiders;
    private bool _healed;

    public World(Alphabet alphabet)
    {
        _alphabet = alphabet;
        _machine = NewMachine(awaitsRestore: alphabet.PlacesUnseen);
        _parties = new Party[alphabet.Scopes.Length];
        for (var i = 0; i < _parties.Length; i++)
        {
            _parties[i] = new Party(i);
        }
    }

    private Moment Moment => new(_now, (_now + _wallStep).Ticks / TimeSpan.TicksPerMicrosecond);

    public void Take(Step step)
    {
        var party = step.Party < 0 ? null : _parties[step.Party];
        if (step.Kind is StepKind.Confirm or StepKind.Renew or StepKind.RenewLost or StepKind.Release
            or StepKind.Cancel or StepKind.Revoke or StepKind.Move)
        {
            Load();
        }

        switch (step.Kind)
        {
            case StepKind.Acquire:
                Ask(party!, step.Party, Wait, Wait);
                break;
            case StepKind.Poll:
                Ask(party!, step.Party, Wait, TimeSpan.Zero);
                break;
            case StepKind.Try:
                Ask(party!, step.Party, TimeSpan.Zero, TimeSpan.Zero);
                break;
            case StepKind.AskAgain:
                Send(party!, step.Party, Wait, Wait);
                break;
            case StepKind.HangUp:
                HangUp(party!);
                break;
            case StepKind.HangUpOld:
                Follow(_machine.Detach(party!.OldAsk, party.Request, Moment));
                break;
            case StepKind.Confirm:
                party!.IsGrantUnread = false;
                Follow(_machine.Confirm(Open(party), party.Lease, Moment));
                break;
            case StepKind.Renew:
                party!.IsGrantUnread = false;
                Follow(_machine.Renew(Open(party), party.Lease, Ttl, Moment));
                break;
            case StepKind.RenewLost:
                Follow(_machine.Renew(Open(null), party!.LostLease, Ttl, Moment));
                break;
            case StepKind.Release:
                Release(party!);
                break;
            case StepKind.Cancel:
                Cancel(party!);
                break;
            default:
                TakeOfWorld(step.Kind);
                break;
        }
    }

    private void TakeOfWorld(StepKind kind)
    {
        switch (kind)
        {
            case StepKind.Revoke:
                Revoke();
                break;
            case StepKind.WaitABit:
                AdvanceTo(_now + TimeSpan.FromSeconds(2.5));
                break;
            case StepKind.WaitLong:
                AdvanceTo(_now + TimeSpan.FromSeconds(6));
                break;
            case StepKind.Freeze:
                _now += TimeSpan.FromSeconds(5.2);
                break;
            case StepKind.StoreApplies:
                _applied ??= _store.Apply(_effect, _now);
                break;
            case StepKind.StoreAnswers:
                Answer(applies: true, fails: false);
                break;
            case StepKind.StoreFailsBefore:
                Answer(applies: false, fails: true);
                break;
            case StepKind.StoreFailsAfter:
                Answer(applies: true, fails: true);
                break;
            case StepKind.StoreLosesKey:
                LoseData(withFence: false);
                break;
            case StepKind.StoreLosesAll:
                LoseData(withFence: true);
                break;
            case StepKind.Outsider:
                TakeFromOutside();
                break;
            case StepKind.Move:
                Move();
                break;
            case StepKind.ClockStepsBack:
                _wallStep -= TimeSpan.FromMinutes(10);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a step");
        }
    }

    private void Ask(Party party, int number, TimeSpan wait, TimeSpan hold)
    {
        party.Begin();
        party.AskedAt = _now;
        _fifo.Asks(party.Request);
        Send(party, number, wait, hold);
    }

    private void Send(Party party, int number, TimeSpan wait, TimeSpan hold)
    {
        var name = _alphabet.Scopes[number];
        party.Asks(Open(party));
        Follow(_machine.Acquire(
            party.LastAsk,
            new LockRequest
            {
                Id = party.Request,
                ReentrancyScope = name is null ? default : Some.Scope(name),
                Ttl = Ttl,
                Wait = wait,
                Hold = hold,
                TokenBlock = 2,
                NeedsConfirm = _alphabet.NeedsConfirm,
                WaitedFor = wait > TimeSpan.Zero ? _now - party.AskedAt : TimeSpan.Zero,
            },
            party.NewLease,
            Moment));
    }

    private void HangUp(Party party)
    {
        _exclusion.Stops(party.Token, party.Request);
        _hasHungUp = true;
        party.HangUp();

        // Known to be gone: it may be passed over until it asks again.
        _fifo.IsSilent(party.Request);
        Follow(_machine.Detach(party.LastAsk, party.Request, Moment));
    }

    private void Release(Party party)
    {
        var (lease, request) = (party.Lease, party.Request);
        _exclusion.Stops(party.Token, request);
        party.End();
        Follow(_machine.Release(Open(null), lease, request, Moment));
    }

    private void Cancel(Party party)
    {
        var request = party.Request;
        _exclusion.Stops(party.Token, request);
        _fifo.Leaves(request);
        party.End();
        Follow(_machine.Cancel(Open(null), request, Moment));
    }

    private void Revoke()
    {
        if (_machine.Snapshot(Some.Key, _now, withWaiters: false).Holder is { } holder)
        {
            _exclusion.Exempt(holder.Token);
        }

        Follow(_machine.Revoke(Open(null), null, Moment));
    }

    private void Answer(bool applies, bool fails)
    {
        var effect = _effect;
        _effect = default;
        var reply = _applied ?? (applies ? _store.Apply(effect, _now) : StoreReply.Failed);
        _applied = null;
        Follow(Feed(fails ? StoreReply.Failed : reply));
    }

    private void LoseData(bool withFence)
    {
        _hasLostData = true;
        _exclusion.Exempt(new FencingToken(_outsiders));
        _store.LoseData(withFence);
    }

    private void TakeFromOutside()
    {
        if (_store.TakeFromOutside(Ttl, _now) && !_hasLostData)
        {
            _exclusion.Holds(new FencingToken(--_outsiders), default, _now, _now + Ttl);
        }
    }

    private Decision Feed(in StoreReply reply) => reply.Outcome switch
    {
        StoreOutcome.Done => _machine.StoreDone(Moment),
        StoreOutcome.Refused => _machine.StoreRefused(reply.Refusal, Moment),
        _ => _machine.StoreFailed(Moment),
    };

    private void AdvanceTo(TimeSpan target)
    {
        for (var turns = 0; _deadline <= target; turns++)
        {
            Assert.True(turns < 1_000, $"1,000 turns without coming past {_now}");
            _now = _deadline > _now ? _deadline : _now;
            Follow(_machine.Expire(Moment));
        }

        _now = target;
    }

    private CallId Open(Party? party)
    {
        _calls.Add((party, party?.Request ?? default, true));
        return new CallId(_calls.Count - 1);
    }
}
