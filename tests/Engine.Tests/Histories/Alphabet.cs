namespace LockActors.Engine.Tests.Histories;

/// <summary>What may happen in a set of histories.</summary>
/// <param name="Steps">The steps.</param>
/// <param name="Owners">The owners by name; null for a fresh owner for each attempt.</param>
internal sealed record Alphabet(StepKind Steps, params string?[] Owners)
{
    private const StepKind StoreSteps =
        StepKind.StoreApplies | StepKind.StoreAnswers | StepKind.StoreFailsBefore | StepKind.StoreFailsAfter;

    private const StepKind OwnerSteps = (StepKind)((1 << 8) - 1) | StepKind.RenewLost
        | StepKind.HangUp | StepKind.HangUpOld;

    private static readonly StepKind[] Kinds = Enum.GetValues<StepKind>();

    /// <summary>The pause after an expiry. Default: none.</summary>
    public TimeSpan LockDelay { get; init; }

    /// <summary>How long a released lease stays in the store. Default: not at all.</summary>
    public TimeSpan Linger { get; init; }

    /// <summary>Whether a grant that had to wait must be confirmed. Default: yes.</summary>
    public bool NeedsConfirm { get; init; } = true;

    /// <summary>Whether the histories say what the store does; otherwise it answers at once.</summary>
    public bool HasStoreSteps => (Steps & StoreSteps) != 0;

    /// <summary>The steps that mean something to a world in this state.</summary>
    public void Enabled(ReadOnlySpan<Party> parties, bool storeIsAsked, bool mayMove, List<Step> steps)
    {
        steps.Clear();
        foreach (var kind in Kinds)
        {
            if ((Steps & kind) == 0)
            {
                continue;
            }

            if ((kind & OwnerSteps) == 0)
            {
                if (kind == StepKind.Move ? mayMove : (kind & StoreSteps) == 0 || storeIsAsked)
                {
                    steps.Add(new Step(kind));
                }

                continue;
            }

            for (var owner = 0; owner < parties.Length; owner++)
            {
                // Owners are alike, so the second acts only after the first has.
                var mayAct = owner == 0 || parties[owner].HasActed || parties[owner - 1].HasActed
                    || Owners[owner] is not null;
                if (mayAct && MeansSomething(kind, parties[owner]))
                {
                    steps.Add(new Step(kind, owner));
                }
            }
        }
    }

    private static bool MeansSomething(StepKind kind, Party party) => kind switch
    {
        StepKind.Acquire or StepKind.Poll or StepKind.Try => party.IsFree,
        StepKind.AskAgain or StepKind.Cancel => party.HasActed && !party.IsFree,
        StepKind.HangUp => party.IsPending || party.IsGrantUnread,
        StepKind.HangUpOld => !party.IsFree && !party.OldAsk.IsNone,
        StepKind.RenewLost => !party.LostLease.IsNone,
        _ => !party.Lease.IsNone,
    };
}
