namespace LockActors.Contracts;

/// <summary>A page of one silo's locks on its way over the wire.</summary>
[GenerateSerializer, Immutable]
[Alias("LockActors.LockPageView")]
public sealed record LockPageView
{
    /// <summary>The locks in ordinal order of their keys, without their waiters.</summary>
    [Id(0)]
    public required LockView[] Locks { get; init; }

    /// <summary>Whether there are more.</summary>
    [Id(1)]
    public bool HasMore { get; init; }

    /// <summary>How many the query found on all pages, if it asked to count them.</summary>
    [Id(2)]
    public int? Total { get; init; }
}
