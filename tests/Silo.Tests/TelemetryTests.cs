using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace LockActors.Silo.Tests;

/// <summary>What a silo counts is bounded, whatever tags its instruments have.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public void TagSets_BeyondTheLimit_CountAsOneOverflow()
    {
        using var meter = new Meter(LockActorsTelemetry.MeterName);
        var counter = meter.CreateCounter<long>("test.tags");
        var histogram = meter.CreateHistogram(
            "test.size", advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [10, 20] });
        using var points = new Points();
        var builder = Sdk.CreateMeterProviderBuilder();
        Telemetry.AddMetrics(builder, sends: false);
        using var provider = builder.AddReader(new BaseExportingMetricReader(points)).Build();

        for (var number = 0; number < 3 * Telemetry.MaxTagSets; number++)
        {
            counter.Add(1, KeyValuePair.Create<string, object?>("n", number));
        }

        histogram.Record(15);
        provider.ForceFlush();

        var counts = points.Of("test.tags");
        Assert.InRange(counts.Count, Telemetry.MaxTagSets, Telemetry.MaxTagSets + 1);
        Assert.Equal(3 * Telemetry.MaxTagSets, counts.Sum(static point => point.GetSumLong()));
        Assert.Single(counts, static point => HasOverflow(point));
        var bounds = new List<double>();
        foreach (var bucket in Assert.Single(points.Of("test.size")).GetHistogramBuckets())
        {
            bounds.Add(bucket.ExplicitBound);
        }

        Assert.Equal([10, 20, double.PositiveInfinity], bounds);
    }

    private static bool HasOverflow(MetricPoint point)
    {
        foreach (var tag in point.Tags)
        {
            if (tag.Key == "otel.metric.overflow")
            {
                return true;
            }
        }

        return false;
    }

    private sealed class Points : BaseExporter<Metric>
    {
        private readonly Dictionary<string, List<MetricPoint>> _byName = [];

        public List<MetricPoint> Of(string name) => _byName[name];

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
            {
                var points = _byName[metric.Name] = [];
                foreach (ref readonly var point in metric.GetMetricPoints())
                {
                    points.Add(point);
                }
            }

            return ExportResult.Success;
        }
    }
}
