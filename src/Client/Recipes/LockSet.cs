using System.Text.Json.Serialization;

namespace LockActors.Client;

/// <summary>Several locks that are held together.</summary>
/// <remarks>Disposing releases them all, never throws, and may be repeated.</remarks>
[JsonConverter(typeof(HandleIsNoData))]
public sealed class LockSet : IAsyncDisposable
{
    private readonly IReadOnlyList<ILockHandle> _handles;
    private readonly CancellationTokenSource _lost;

    internal LockSet(IReadOnlyList<ILockHandle> handles)
    {
        _handles = handles;
        _lost = CancellationTokenSource.CreateLinkedTokenSource([.. handles.Select(static h => h.LostToken)]);
    }

    /// <summary>The locks, in the order in which they were taken: by their keys, ordinally.</summary>
    public IReadOnlyList<ILockHandle> Handles => _handles;

    /// <summary>Cancelled when one of the locks is lost.</summary>
    public CancellationToken LostToken
    {
        get
        {
            // What a handle knows by its clock may not have come here yet.
            if (_handles.Any(static handle => handle.LostToken.IsCancellationRequested))
            {
                Background.Run(_lost.CancelAsync, static _ => { });
            }

            return _lost.Token;
        }
    }

    /// <summary>Whether every lock is held at this moment, by this process's clock.</summary>
    public bool IsHeld => ValidFor > TimeSpan.Zero;

    /// <summary>How much longer all the locks are surely held without another renewal; zero when one is not
    /// held.</summary>
    public TimeSpan ValidFor => _handles.Min(static handle => handle.ValidFor);

    /// <summary>One of the locks.</summary>
    /// <param name="key">Its key.</param>
    /// <exception cref="KeyNotFoundException">The key is not one of the set.</exception>
    public ILockHandle this[LockKey key] => _handles.FirstOrDefault(handle => handle.Key == key)
        ?? throw new KeyNotFoundException($"Lock '{key}' is not one of this set.");

    /// <summary>Releases every lock, the last taken first. Again, it does nothing.</summary>
    /// <param name="cancellationToken">Ends waiting for the answers; the releases go on.</param>
    /// <returns>Whether every lock was still held when it was released.</returns>
    public async ValueTask<bool> ReleaseAsync(CancellationToken cancellationToken = default)
    {
        // All at once, so that a slow one does not keep other locks blocked.
        var releases = _handles.Reverse().Select(handle => handle.ReleaseAsync(CancellationToken.None).AsTask());
        var outcomes = await Task.WhenAll(releases).WaitAsync(cancellationToken).ConfigureAwait(false);
        return outcomes.All(static released => released);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
}
