using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using LockActors.Wire;

namespace LockActors.Server.Security;

/// <summary>Lists only what an API key may know of.</summary>
internal static class KeyScope
{
    /// <summary>The prefixes to look below, so that all that is asked for and may be known is found once, in the order
    /// of keys; none when the two have nothing in common.</summary>
    public static ImmutableArray<string> Narrow(ApiKeyEntry entry, string prefix)
    {
        if (entry.Prefixes.IsEmpty || entry.Prefixes.Any(own => prefix.StartsWith(own, StringComparison.Ordinal)))
        {
            return [prefix];
        }

        var below = entry.Prefixes.Where(own => own.StartsWith(prefix, StringComparison.Ordinal))
            .Distinct().Order(StringComparer.Ordinal).ToList();
        return [.. below.Where(own => !below.Any(other => other != own
            && own.StartsWith(other, StringComparison.Ordinal)))];
    }

    /// <summary>One page of what lies below several prefixes.</summary>
    public static async ValueTask<LockPage> ListAsync(
        this ILockService service,
        LockQuery query,
        ImmutableArray<string> prefixes,
        CancellationToken cancellationToken)
    {
        LockPage? page = null;
        int? total = query.Count ? 0 : null;
        foreach (var prefix in prefixes)
        {
            if (page?.Next is not null && !query.Count)
            {
                break;
            }

            var room = query.Limit - (page?.Locks.Count ?? 0);
            var more = await service.ListAsync(
                query with { Prefix = prefix, Limit = Math.Max(room, 1) }, cancellationToken).ConfigureAwait(false);
            total += more.Total;
            page = page is null ? more : Join(page, more, room);
        }

        return page! with { Total = total };
    }

    /// <summary>All pages of what an API key may know of.</summary>
    public static async IAsyncEnumerable<LockPage> PagesAsync(
        this ILockService service,
        ApiKeyEntry entry,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var prefixes = Narrow(entry, "");
        var query = new LockQuery { Limit = LockQuery.MaxLimit };
        while (true)
        {
            var page = await service.ListAsync(query, prefixes, cancellationToken).ConfigureAwait(false);
            yield return page;
            if (page.Next is null)
            {
                break;
            }

            query = query with { After = page.Next };
        }
    }

    private static LockPage Join(LockPage page, LockPage more, int room) => (page.Next, room) switch
    {
        (not null, _) => page,

        // A full page; there may be one lock more, and then there is a next page.
        (_, 0) => page with { Next = more.Locks.Count > 0 ? page.Locks[^1].Key.Value : null },
        _ => more with
        {
            Locks = [.. page.Locks, .. more.Locks],
            Unreachable = [.. page.Unreachable.Union(more.Unreachable)],
        },
    };
}
