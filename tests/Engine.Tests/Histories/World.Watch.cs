using LockActors.TestKit;

namespace LockActors.Engine.Tests.Histories;

internal sealed partial class World
{
    /// <summary>After any history, with the store well again and every holder releasing, everything that waits must get
    /// the lock and everything must become quiet.</summary>
    public void Heal()
    {
        _healed = true;
        for (var turns = 0; !IsQuiet(); turns++)
        {
            Assert.True(turns < 300, "300 turns after the world was healed, something is still pending");
            if (_effect.Verb != StoreVerb.None)
            {
                Answer(applies: true, fails: false);
            }
            else if (Array.Find(_parties, party => !party.Lease.IsNone) is { } holder)
            {
                Release(holder);
            }
            else
            {
                AdvanceTo(_deadline > _now ? _deadline : _now);
            }
        }

        for (var call = 1; call < _calls.Count; call++)
        {
            Assert.False(_calls[call].IsOpen, $"call {call} was never answered");
        }

        // No client may release what was granted to a connection that broke: it may stay for its time to live.
        var left = _store.LeaseAt(_hasHungUp ? _now + Ttl : _now);
        Assert.True(left.IsNone, "in the end a lease is left in the store");
        _now += Ttl * 2;
        var snapshot = _machine.Snapshot(Some.Key, _now, withWaiters: false);
        Assert.True(snapshot is { State: LockState.Free, WaiterCount: 0 }, $"in the end the lock is {snapshot}");
    }

    public void Enabled(List<Step> steps) =>
        _alphabet.Enabled(_parties, _effect.Verb != StoreVerb.None, !_calls.Exists(call => call.IsOpen), steps);

    private bool IsQuiet() => _effect.Verb == StoreVerb.None && _deadline == Decision.NoDeadline
        && Array.TrueForAll(_parties, party => party.Lease.IsNone);

    private void Follow(Decision decision)
    {
        FollowToTheEnd(decision);
        while (_toUndo.TryDequeue(out var request))
        {
            Load();
            FollowToTheEnd(_machine.Cancel(Open(null), request, Moment));
        }
    }

    private void FollowToTheEnd(Decision decision)
    {
        while (true)
        {
            _deadline = decision.Deadline;
            var effect = decision.Effect;
            if (effect.Verb is StoreVerb.Place or StoreVerb.Replace)
            {
                _fifo.Placing(effect.Request);
            }

            ExcuseTheSilent();
            foreach (ref readonly var answer in decision.Answers)
            {
                Observe(answer);
            }

            if (effect.Verb == StoreVerb.None)
            {
                if (_machine.NeedsRestore)
                {
                    decision = Restored();
                    continue;
                }

                return;
            }

            Assert.True(
                _effect.Verb == StoreVerb.None, $"{effect.Verb} was asked for while {_effect.Verb} was under way");
            if (_alphabet.HasStoreSteps)
            {
                _effect = effect;
                return;
            }

            decision = Feed(_store.Apply(effect, _now));
        }
    }

    private void Observe(in Answer answer)
    {
        var call = (int)answer.Call.Value;
        var (party, request, isOpen) = _calls[call];
        Assert.True(call == 0 || isOpen, $"call {call} was answered twice");
        _calls[call] = (party, request, false);
        if (party is not null)
        {
            party.HeardAt = _now;
        }

        party ??= FindParty(answer.Request);
        if (call != 0 && party is not null && party.Request != request)
        {
            // Meant for an attempt that its owner has given up.
            return;
        }

        switch (answer.Kind)
        {
            case AnswerKind.Granted:
                Grant(answer, party);
                break;
            case AnswerKind.Renewed when party is not null && !party.Lease.IsNone:
                BeginValidity(party, answer);
                break;
            case AnswerKind.TimedOut when _healed:
                Assert.Fail($"request {answer.Request} timed out although the world was healed");
                break;
            case AnswerKind.Lost when party is not null:
                party.LostLease = party.Lease;
                party.End();
                break;
            case AnswerKind.Busy or AnswerKind.TimedOut or AnswerKind.Rejected or AnswerKind.Ended:
            case AnswerKind.Unavailable when !answer.Request.IsNone:
                if (answer.Kind == AnswerKind.Unavailable)
                {
                    // Clients take back what they do not know the outcome of.
                    _toUndo.Enqueue(answer.Request);
                    if (party is not null)
                    {
                        _exclusion.Stops(party.Token, answer.Request);
                    }
                }

                _fifo.Leaves(answer.Request);
                party?.End();
                break;
            default:
                break;
        }
    }

    private Party? FindParty(RequestId request) =>
        Array.Find(_parties, party => party.Request == request && !party.IsFree);

    /// <summary>A waiter that is neither connected nor asking may be passed over.</summary>
    private void ExcuseTheSilent()
    {
        foreach (var party in _parties)
        {
            if (party.IsPending && _now - party.HeardAt >= Limits.ConfirmWindow
                && !_calls.Exists(call => call.IsOpen && call.Party == party))
            {
                _fifo.IsSilent(party.Request);
            }
        }
    }

    private void Grant(in Answer answer, Party? party)
    {
        _fencing.Granted(answer.Request, answer.Lease, answer.Token, answer.TokenBlock);
        _fifo.Granted(answer.Request, answer.Lease);
        Assert.False(party is null, $"request {answer.Request} was granted after it was given up");
        party.IsPending = false;
        party.Lease = answer.Lease;
        party.Token = answer.Token;
        party.IsGrantUnread = answer.Call == party.LastAsk;
        BeginValidity(party, answer);
    }

    private void BeginValidity(Party party, in Answer answer)
    {
        party.ValidUntil = Drift.HolderDeadline(answer.CountedFrom, answer.ValidFor);
        _exclusion.Holds(party.Token, party.Request, _now, party.ValidUntil);
    }
}
