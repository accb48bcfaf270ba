using System.Diagnostics.CodeAnalysis;

namespace LockActors.Monitoring;

/// <summary>The last items of a sequence that does not end, by number; the first ever is 1. A new item overwrites the
/// oldest. Not for several threads at once.</summary>
/// <typeparam name="T">What is remembered.</typeparam>
internal sealed class NumberedRing<T>
{
    public const int Capacity = 8192;

    // Made with the first item: most rings are never written.
    private T[] _items = [];

    /// <summary>The number of the newest item; 0 for none.</summary>
    public long Last { get; private set; }

    /// <summary>The lowest number whose item may still be here.</summary>
    public long Oldest => Math.Max(1, Last - Capacity + 1);

    /// <summary>The item of a number from <see cref="Oldest"/> to <see cref="Last"/>.</summary>
    public T this[long number] => _items[number % Capacity];

    /// <summary>Adds an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="overwritten">The item that is gone now.</param>
    /// <returns>Whether one is.</returns>
    public bool Add(T item, [MaybeNullWhen(false)] out T overwritten)
    {
        if (_items.Length == 0)
        {
            _items = new T[Capacity];
        }

        var isFull = Last >= Capacity;
        Last++;
        ref var slot = ref _items[Last % Capacity];
        overwritten = isFull ? slot : default;
        slot = item;
        return isFull;
    }

    /// <summary>Uses up a number for items that were not written; it has the default value.</summary>
    public void Skip() => Add(default!, out _);

    /// <summary>Copies items in order.</summary>
    /// <param name="first">The number of the first, not below <see cref="Oldest"/>.</param>
    /// <param name="into">Where to.</param>
    /// <returns>How many there were.</returns>
    public int CopyTo(long first, Span<T> into)
    {
        var count = (int)Math.Clamp(Last - first + 1, 0, into.Length);
        for (var i = 0; i < count; i++)
        {
            into[i] = _items[(first + i) % Capacity];
        }

        return count;
    }
}
