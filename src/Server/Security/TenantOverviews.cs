using LockActors.Wire;

namespace LockActors.Server.Security;

/// <summary>What is held and waited for below the prefixes of an API key. Counting looks at every lock below them, so
/// the counts serve every client with that key for a second.</summary>
internal sealed class TenantOverviews(ILockService service, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly Lock _turn = new();
    private readonly Dictionary<string, (TimeSpan Asked, Task<OverviewAnswer> Answer)> _counts =
        new(StringComparer.Ordinal);

    public Task<OverviewAnswer> OfAsync(ApiKeyEntry caller, CancellationToken cancellationToken)
    {
        lock (_turn)
        {
            var now = time.Monotonic();
            if (!_counts.TryGetValue(caller.Name, out var known)
                || (known.Answer.IsCompleted && (now - known.Asked >= Fresh || known.Answer.IsFaulted)))
            {
                // For all who ask meanwhile, so it does not end with the one who asked first.
                known = (now, Task.Run(() => CountAsync(caller), CancellationToken.None));
                _counts[caller.Name] = known;
            }

            return known.Answer.WaitAsync(cancellationToken);
        }
    }

    private async Task<OverviewAnswer> CountAsync(ApiKeyEntry caller)
    {
        var (held, waiting, contended) = (0, 0, 0);
        var unreachable = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var page in service.PagesAsync(caller, CancellationToken.None).ConfigureAwait(false))
        {
            held += page.Locks.Count(static found => found.Holder is not null);
            waiting += page.Locks.Sum(static found => found.WaiterCount);
            contended += page.Locks.Count(static found => found.WaiterCount > 0);
            unreachable.UnionWith(page.Unreachable);
        }

        return new OverviewAnswer
        {
            At = time.GetUtcNow(),
            Prefixes = caller.Prefixes,
            Held = held,
            Waiting = waiting,
            Contended = contended,
            Unreachable = unreachable.Count == 0 ? null : [.. unreachable],
        };
    }
}
