namespace LockActors.Client;

/// <summary>Takes several locks at once, all or none.</summary>
public static class LockSetExtensions
{
    /// <summary>How many keys one set takes at the most: 64.</summary>
    public const int MaxKeys = 64;

    /// <summary>Takes several locks, all or none, waiting for them.</summary>
    /// <remarks>They are taken one after the other, in the ordinal order of their keys, whatever order they are named
    /// in: two sets never block each other for good. The same key twice counts once.</remarks>
    /// <param name="client">The client.</param>
    /// <param name="keys">The locks; 1 to <see cref="MaxKeys"/> different ones.</param>
    /// <param name="options">How to take each; <see cref="AcquireOptions.Wait"/> is for all together. Default: as
    /// the client takes locks.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LockTimeoutException">Not all were acquired within the wait; none is held.</exception>
    /// <exception cref="LockUnavailableException">One outcome is unknown; none is held, what may be left is cleaned
    /// up.</exception>
    /// <exception cref="ArgumentException">There are no keys, or too many.</exception>
    public static async ValueTask<LockSet> AcquireAllAsync(
        this ILockClient client,
        IEnumerable<LockKey> keys,
        AcquireOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        options = options?.Over(DefaultsOf(client)) ?? DefaultsOf(client);
        var (set, missing) = await TakeAllAsync(client, Order(keys), options, cancellationToken).ConfigureAwait(false);
        return set ?? throw new LockTimeoutException(
            missing,
            options.Wait,
            client is LockClient known ? await known.HolderOfAsync(missing).ConfigureAwait(false) : null);
    }

    /// <summary>Takes several locks, all or none, if they are free or become free within
    /// <see cref="AcquireOptions.Wait"/>, which is zero here unless options are given.</summary>
    /// <param name="client">The client.</param>
    /// <param name="keys">The locks; 1 to <see cref="MaxKeys"/> different ones.</param>
    /// <param name="options">How to take each; the wait is for all together. Default: without a wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The locks; null when certainly none is held.</returns>
    /// <exception cref="LockUnavailableException">One outcome is unknown; none is held, what may be left is cleaned
    /// up.</exception>
    /// <exception cref="ArgumentException">There are no keys, or too many.</exception>
    public static async ValueTask<LockSet?> TryAcquireAllAsync(
        this ILockClient client,
        IEnumerable<LockKey> keys,
        AcquireOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        options = options?.Over(DefaultsOf(client)) ?? (DefaultsOf(client) with { Wait = TimeSpan.Zero });
        var (set, _) = await TakeAllAsync(client, Order(keys), options, cancellationToken).ConfigureAwait(false);
        return set;
    }

    private static AcquireOptions DefaultsOf(ILockClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return (client as LockClient)?.Defaults ?? new AcquireOptions();
    }

    private static LockKey[] Order(IEnumerable<LockKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var ordered = keys.Distinct().OrderBy(static key => key.Value, StringComparer.Ordinal).ToArray();
        return ordered.Length is > 0 and <= MaxKeys
            ? ordered
            : throw new ArgumentException(
                $"There are {ordered.Length} different keys; there must be 1 to {MaxKeys}.", nameof(keys));
    }

    private static async ValueTask<(LockSet? Set, LockKey Missing)> TakeAllAsync(
        ILockClient client, LockKey[] keys, AcquireOptions options, CancellationToken cancellationToken)
    {
        var time = (client as LockClient)?.Time ?? TimeProvider.System;
        var waitUntil = time.Monotonic().After(options.WaitOrMaxValue);
        while (true)
        {
            var taken = new List<ILockHandle>(keys.Length);
            var complete = false;
            try
            {
                foreach (var key in keys)
                {
                    var left = waitUntil - time.Monotonic();

                    // A wait that is none is the service's to refuse.
                    var least = options.Wait < TimeSpan.Zero ? options.Wait : TimeSpan.Zero;
                    var wait = options with { Wait = left > least ? left : least };
                    if (await client.TryAcquireAsync(key, wait, cancellationToken).ConfigureAwait(false) is not { } one)
                    {
                        return (null, key);
                    }

                    taken.Add(one);
                }

                // The first may have been lost while the last was waited for.
                complete = taken.TrueForAll(static handle => handle.IsHeld);
                if (complete)
                {
                    return (new LockSet(taken), default);
                }

                if (time.Monotonic() >= waitUntil)
                {
                    return (null, taken.Find(static handle => !handle.IsHeld)!.Key);
                }
            }
            finally
            {
                if (!complete)
                {
                    await Task.WhenAll(taken.Select(static handle => handle.DisposeAsync().AsTask()))
                        .ConfigureAwait(false);
                }
            }
        }
    }
}
