namespace LockActors.Bench.Harness;

/// <summary>The waits of one worker, kept without allocating while it runs: a ring that keeps a spread of all of
/// them.</summary>
internal sealed class Sample
{
    private const int Capacity = 1 << 16;

    private readonly long[] _waits = new long[Capacity];
    private long _stride = 1;
    private int _used;

    public long Count { get; private set; }

    public long Longest { get; private set; }

    public ReadOnlySpan<long> Waits => _waits.AsSpan(0, _used);

    public void Add(long wait)
    {
        if (Count++ % _stride == 0)
        {
            if (_used == Capacity)
            {
                Thin();
            }

            _waits[_used++] = wait;
        }

        Longest = Math.Max(Longest, wait);
    }

    private void Thin()
    {
        for (var i = 0; i < Capacity / 2; i++)
        {
            _waits[i] = _waits[2 * i];
        }

        _used = Capacity / 2;
        _stride *= 2;
    }
}
