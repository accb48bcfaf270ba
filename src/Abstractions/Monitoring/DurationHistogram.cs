using System.Numerics;

namespace LockActors.Monitoring;

/// <summary>Counts times in buckets that grow with the time: eight for each doubling, so that a bucket is at most an
/// eighth wide, from a sixteenth of a millisecond to about a day. It grows to 1 KB at most.</summary>
/// <remarks>The scheme is that of G. Tene's HdrHistogram, with three significant bits. Not safe for concurrent
/// use.</remarks>
internal sealed class DurationHistogram
{
    private const int SubBits = 3;
    private const int Subs = 1 << SubBits;
    private const int MaxBits = 31;
    private const int BucketCount = (MaxBits - SubBits + 1) * Subs;
    private const int Growth = Subs;
    private const long UnitTicks = TimeSpan.TicksPerMillisecond / 16;

    private uint[] _counts = [];

    public long Count { get; private set; }

    public void Add(TimeSpan span, uint times = 1)
    {
        var at = IndexOf(span);
        if (at >= _counts.Length)
        {
            Array.Resize(ref _counts, Math.Min(BucketCount, (at / Growth * Growth) + Growth));
        }

        _counts[at] += times;
        Count += times;
    }

    public void Add(DurationHistogram other)
    {
        if (other._counts.Length > _counts.Length)
        {
            Array.Resize(ref _counts, other._counts.Length);
        }

        for (var i = 0; i < other._counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }

        Count += other.Count;
    }

    public void Add(DurationSummary summary)
    {
        foreach (var bucket in summary.Buckets)
        {
            Add((bucket.From + bucket.To) / 2, (uint)bucket.Count);
        }
    }

    public void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
    }

    public DurationSummary Summarize() => Count == 0
        ? DurationSummary.Empty
        : new DurationSummary
        {
            Count = Count,
            P50 = Percentile(0.5),
            P99 = Percentile(0.99),
            P999 = Percentile(0.999),
            Max = Percentile(1),
            Buckets = [.. Buckets()],
        };

    /// <summary>The end of the bucket up to which at least this share of all times lies.</summary>
    public TimeSpan Percentile(double share)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(Count * share));
        long seen = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank)
            {
                return StartOf(i + 1);
            }
        }

        return TimeSpan.Zero;
    }

    private IEnumerable<DurationBucket> Buckets()
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > 0)
            {
                yield return new DurationBucket(StartOf(i), StartOf(i + 1), _counts[i]);
            }
        }
    }

    private static int IndexOf(TimeSpan span)
    {
        var units = (uint)Math.Clamp(span.Ticks / UnitTicks, 0, int.MaxValue);
        if (units < Subs)
        {
            return (int)units;
        }

        var shift = BitOperations.Log2(units) - SubBits;
        return (shift * Subs) + (int)(units >> shift);
    }

    private static TimeSpan StartOf(int index)
    {
        if (index < 2 * Subs)
        {
            return new TimeSpan(index * UnitTicks);
        }

        var shift = (index / Subs) - 1;
        return new TimeSpan(((long)((index % Subs) + Subs) << shift) * UnitTicks);
    }
}
