namespace LockActors.Bench.Kills;

/// <summary>A key that several workers want, so that the server hands it from one to the next.</summary>
internal sealed class HotKey(string name)
{
    private long _released;

    public string Name { get; } = name;

    /// <summary>A worker is about to release it.</summary>
    public void Release() => Interlocked.Exchange(ref _released, TimeProvider.System.Monotonic().Ticks);

    /// <summary>Whether a request that was sent then waited for its holder's release.</summary>
    public bool WasHandedOver(TimeSpan sent) => Interlocked.Read(ref _released) > sent.Ticks;
}
