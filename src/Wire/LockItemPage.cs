namespace LockActors.Wire;

/// <summary>The answer to <c>GET /v1/locks</c>: a page of the locks in use, in ordinal order of their keys.</summary>
public sealed record LockItemPage
{
    /// <summary>The locks, without their waiters.</summary>
    public required IReadOnlyList<LockItem> Locks { get; init; }

    /// <summary>What to give as <c>after</c> for the next page; left out on the last one.</summary>
    public string? Next { get; init; }

    /// <summary>The members of the service that did not answer, whose locks are missing here; left out when all
    /// did.</summary>
    public IReadOnlyList<string>? Unreachable { get; init; }

    /// <summary>How many locks the query found on all pages, if it asked to count them.</summary>
    public int? Total { get; init; }

    /// <summary>Writes a page.</summary>
    /// <param name="page">The page.</param>
    public static LockItemPage Of(LockPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        return new LockItemPage
        {
            Locks = [.. page.Locks.Select(LockItem.Of)],
            Next = page.Next,
            Unreachable = page.Unreachable.Count == 0 ? null : page.Unreachable,
            Total = page.Total,
        };
    }

    /// <summary>Reads a page.</summary>
    /// <exception cref="ArgumentException">A key is none.</exception>
    public LockPage ToPage() =>
        new([.. Locks.Select(item => item.ToSnapshot())], Next, Unreachable ?? []) { Total = Total };
}
