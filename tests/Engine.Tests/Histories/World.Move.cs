namespace LockActors.Engine.Tests.Histories;

internal sealed partial class World
{
    private static readonly TimeSpan OnTheWay = TimeSpan.FromSeconds(0.3);

    private LockMachine NewMachine(bool awaitsRestore = false) => new(
        Limits with { LockDelay = _alphabet.LockDelay }, linger: _alphabet.Linger, awaitsRestore: awaitsRestore,
        placesUnseen: _alphabet.PlacesUnseen);

    /// <summary>Before anything but a request for the lock, the machine must know what the store knows.</summary>
    private void Load()
    {
        _machine.ExpectRestore();
        while (_machine.AwaitsRestore && _effect.Verb != StoreVerb.None)
        {
            Answer(applies: true, fails: false);
        }

        if (_machine.AwaitsRestore)
        {
            Follow(Restored());
        }
    }

    private Decision Restored()
    {
        _machine.ExpectRestore();
        var state = _store.Load(_now);
        return _machine.Restore(state.Lease, state.Fence, _now, Moment);
    }

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
}
