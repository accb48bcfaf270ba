namespace LockActors.Engine.Tests.Histories;

/// <summary>What may happen in a set of histories.</summary>
/// <param name="Steps">The steps.</param>
/// <param name="Scopes">The re-entrancy scopes of the parties by name; null for none.</param>
internal sealed record Alphabet(StepKind Steps, params string?[] Scopes)
{
    private const StepKind StoreSteps =
        StepKind.StoreApplies | StepKind.StoreAnswers | StepKind.StoreFailsBefore | StepKind.StoreFailsAfter;

    private const StepKind PartySteps = (StepKind)((1 << 8) - 1) | StepKind.RenewLost
        | StepKind.HangUp | StepKind.HangUpOld;

    private static readonly StepKind[] Kinds = Enum.GetValues<StepKind>();

    /// <summary>The pause after an expiry. Default: none.</summary>
    public TimeSpan LockDelay { get; init; }

    /// <summary>How long a released lease stays in the store. Default: not at all.</summary>
    public TimeSpan Linger { get; init; }

    /// <summary>Whether a grant that had to wait must be confirmed. Default: yes.</summary>
    public bool NeedsConfirm { get; init; } = true;

    /// <summary>Whether the machine starts without knowing what the store knows. Default: no.</summary>
    public bool PlacesUnseen { get; init; }

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

            if ((kind & PartySteps) == 0)
            {
                if (kind == StepKind.Move ? mayMove : (kind & StoreSteps) == 0 || storeIsAsked)
                {
                    steps.Add(new Step(kind));
                }

                continue;
            }

            for (var party = 0; party < parties.Length; party++)
            {
                // Scopes are alike, so the second acts only after the first has.
                var mayAct = party == 0 || parties[party].HasActed || parties[party - 1].HasActed
                    || Scopes[party] is not null;
                if (mayAct && MeansSomething(kind, parties[party]))
                {
                    steps.Add(new Step(kind, party));
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
