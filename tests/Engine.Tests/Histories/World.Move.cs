using LockActors.Actors;

namespace LockActors.Engine.Tests.Histories;

internal sealed partial class World
{
    private static readonly TimeSpan OnTheWay = TimeSpan.FromSeconds(0.3);

    private LockMachine NewMachine(bool awaitsRestore = false) => new(
        Limits with { LockDelay = _alphabet.LockDelay }, linger: _alphabet.Linger, awaitsRestore: awaitsRestore);

    private StoreReply Apply(in StoreEffect effect) =>
        _alphabet.HasNoStore ? StoreReply.Done : _store.Apply(effect, _now);

    private void Move()
    {
        _machine.Freeze();
        while (_effect.Verb != StoreVerb.None)
        {
            Answer(applies: true, fails: false);
        }

        var state = _machine.Save(Moment);
        _now += OnTheWay;
        _machine = NewMachine(awaitsRestore: true);
        Follow(_machine.Resume(state, Moment));
    }

    /// <summary>A while later, when the others have noticed, there is a new machine. Nobody who waited has a place, and
    /// calls that were open are never answered.</summary>
    private void Crash()
    {
        _now += OnTheWay;
        for (var call = 0; call < _calls.Count; call++)
        {
            _calls[call] = _calls[call] with { IsOpen = false };
        }

        foreach (var party in _parties)
        {
            party.Machine++;
            if (party.IsPending)
            {
                _fifo.IsSilent(party.Request);
            }
        }

        _fencing.Forget();
        _machine = NewMachine(awaitsRestore: true);
        Follow(_machine.Restore(null, default, _now, Moment, grace: Ttl + Drift.Of(Ttl)));
    }

    private void Reclaim(Party party)
    {
        if (party.BelievesUntil <= _now)
        {
            return;
        }

        var claim = new LeaseClaim
        {
            LeaseId = party.Lease,
            Token = party.Token,
            TokenBlock = 2,
            Request = party.Request,
        };
        Follow(_machine.Reclaim(Open(party), claim, Ttl, Moment));
    }
}
