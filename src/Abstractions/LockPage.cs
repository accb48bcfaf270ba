namespace LockActors;

/// <summary>A page of a list of locks, in ordinal order of their keys. A lock that neither came nor went while the
/// pages were read stands on exactly one of them.</summary>
/// <param name="Locks">The locks, without their waiters.</param>
/// <param name="Next">What to put into <see cref="LockQuery.After"/> for the next page; null on the last page.</param>
/// <param name="Unreachable">The members of the service that did not answer, whose locks are missing here.</param>
public sealed record LockPage(
    IReadOnlyList<LockSnapshot> Locks, string? Next, IReadOnlyList<string> Unreachable)
{
    /// <summary>How many locks the query found on all pages, if <see cref="LockQuery.Count"/> asked for it.</summary>
    public int? Total { get; init; }
}
