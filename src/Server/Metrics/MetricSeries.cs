namespace LockActors.Server.Metrics;

/// <summary>The numbers of one instrument with one set of tags.</summary>
internal sealed class MetricSeries(string labels, int buckets)
{
    public string Labels { get; } = labels;

    /// <summary>The sum of a counter or a histogram; the last value of a gauge.</summary>
    public double Value { get; set; }

    public long Count { get; set; }

    /// <summary>Per bucket, not summed up; the last is for what is above all bounds.</summary>
    public long[] Buckets { get; } = new long[buckets];
}
