namespace LockActors.Engine;

/// <summary>Why a lease store certainly did not make a change.</summary>
/// <param name="Kind">What was found.</param>
/// <param name="HeldFor">How much longer the other holder's key lasts; <see cref="TimeSpan.MaxValue"/> when it has no
/// end.</param>
/// <param name="Fence">The highest fencing token in the store.</param>
public readonly record struct StoreRefusal(
    StoreRefusalKind Kind, TimeSpan HeldFor = default, FencingToken Fence = default);
