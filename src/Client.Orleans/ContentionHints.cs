namespace LockActors.Client.Orleans;

/// <summary>Remembers which keys were contended a moment ago, so that the first call for one says where to push the
/// grant. A hint of fixed size: keys that share a slot share their luck.</summary>
internal sealed class ContentionHints
{
    private const int Slots = 1024;
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(5);

    private readonly long[] _seenAt = new long[Slots];

    public bool IsLikely(LockKey key, TimeSpan now)
    {
        var seenAt = Volatile.Read(ref _seenAt[SlotOf(key)]);
        return seenAt != 0 && now.Ticks - seenAt < Memory.Ticks;
    }

    public void Note(LockKey key, TimeSpan now) => Volatile.Write(ref _seenAt[SlotOf(key)], now.Ticks);

    private static int SlotOf(LockKey key) =>
        (int)((uint)string.GetHashCode(key.Value, StringComparison.Ordinal) % Slots);
}
