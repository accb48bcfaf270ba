namespace LockActors.Engine.Tests.Histories;

internal sealed partial class World
{
    private static readonly TimeSpan OnTheWay = TimeSpan.FromSeconds(0.3);

    private LockMachine NewMachine(bool awaitsRestore = false) => new(
        Limits with { LockDelay = _alphabet.LockDelay }, linger: _alphabet.Linger, awaitsRestore: awaitsRestore);

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
