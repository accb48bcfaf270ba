using LockActors.Engine;

namespace LockActors.Actors;

/// <summary>A lease store's answer to a change.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Refusal">What was found instead, when refused.</param>
/// <param name="Cause">Why the outcome is not known, for people; null when that is not known either.</param>
public readonly record struct StoreReply(StoreOutcome Outcome, StoreRefusal Refusal = default, string? Cause = null)
{
    /// <summary>The change is made.</summary>
    public static StoreReply Done => new(StoreOutcome.Done);

    /// <summary>Whether the change is made is not known.</summary>
    public static StoreReply Failed => default;

    /// <summary>Whether the change is made is not known.</summary>
    /// <param name="cause">Why, for people.</param>
    public static StoreReply Unanswered(string? cause) => new(StoreOutcome.Failed, Cause: cause);

    /// <summary>The change is certainly not made.</summary>
    /// <param name="kind">What was found instead.</param>
    /// <param name="heldFor">How much longer another holder's key lasts.</param>
    /// <param name="fence">The highest fencing token in the store.</param>
    public static StoreReply Refused(StoreRefusalKind kind, TimeSpan heldFor = default, FencingToken fence = default) =>
        new(StoreOutcome.Refused, new StoreRefusal(kind, heldFor, fence));
}
