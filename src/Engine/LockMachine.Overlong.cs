namespace LockActors.Engine;

public sealed partial class LockMachine
{
    /// <summary>Revokes that wait for the store to say whether it holds something to remove.</summary>
    private readonly List<CallId> _evictions = [];

    /// <summary>The last lease that ended here. Should it still stand in the store with more time left than any lease
    /// can have, no other activation has extended it: the store's clock went back.</summary>
    private LeaseId _lastEnded;
    private bool _heldOverlong;

    private TimeSpan Longest => Drift.GrantorDeadline(TimeSpan.Zero, _limits.MaxTtl);

    /// <summary>Whether a time left is longer than any lease can have. A key without an end is none of a
    /// clock's.</summary>
    private bool IsOverlong(TimeSpan left) => left > Longest && left < TimeSpan.MaxValue;

    /// <summary>Whether what was found in the place of the candidate's lease may be the last lease that ended
    /// here.</summary>
    private bool MayBeLastEnded(in StoreEffect effect, in StoreRefusal refusal) =>
        IsOverlong(refusal.HeldFor) && !_lastEnded.IsNone
        && (effect.Old != _lastEnded || effect.OldLeftAtMost != TimeSpan.MaxValue);

    private void StartEviction() => Start(new StoreEffect { Verb = StoreVerb.RemoveOverlong, Longest = Longest });

    private void FinishEviction()
    {
        EndOutside();
        AnswerEvictions(AnswerKind.Revoked);
    }

    private void AnswerEvictions(AnswerKind kind)
    {
        foreach (var call in _evictions)
        {
            _decision.Add(new Answer { Call = call, Kind = kind });
        }

        _evictions.Clear();
    }
}
