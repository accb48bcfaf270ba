namespace LockActors.Server.Metrics;

/// <summary>What a text of metrics calls an instrument.</summary>
internal enum MetricKind
{
    Counter = 0,
    Gauge = 1,
    Histogram = 2,
}
