using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace LockActors.Server.Metrics;

/// <summary>One instrument, with its numbers by their tags. It keeps a bounded number of sets of tags.</summary>
internal sealed class MetricFamily
{
    /// <summary>Measurements with more sets of tags than these are only counted as dropped.</summary>
    public const int MaxSeries = 200;

    private static readonly double[] UsualBounds =
        [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    private readonly Lock _turn = new();
    private readonly Dictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MetricSeries>.AlternateLookup<ReadOnlySpan<char>> _byLabels;
    private readonly StringBuilder _labels = new();
    private readonly double[] _bounds;
    private readonly bool _isTotal;

    public MetricFamily(Instrument instrument)
    {
        _byLabels = _series.GetAlternateLookup<ReadOnlySpan<char>>();
        var type = instrument.GetType();
        var name = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        Kind = name == typeof(Histogram<>) ? MetricKind.Histogram
            : name == typeof(Counter<>) || name == typeof(ObservableCounter<>) ? MetricKind.Counter
            : MetricKind.Gauge;

        // An up-down counter is told changes, the observable ones and gauges are told values.
        _isTotal = !instrument.IsObservable && name != typeof(Gauge<>);
        _bounds = Kind == MetricKind.Histogram ? BoundsOf(instrument) : [];
        Name = PrometheusText.NameOf(instrument.Name, instrument.Unit, Kind);
        Help = instrument.Description ?? "";
    }

    public string Name { get; }

    public string Help { get; }

    public MetricKind Kind { get; }

    /// <summary>Takes a measurement; false when it was dropped.</summary>
    public bool Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_turn)
        {
            if (Find(tags) is not { } series)
            {
                return false;
            }

            series.Value = _isTotal ? series.Value + value : value;
            if (Kind == MetricKind.Histogram)
            {
                series.Count++;
                series.Buckets[BucketOf(value)]++;
            }

            return true;
        }
    }

    public void WriteTo(StringBuilder text)
    {
        lock (_turn)
        {
            if (_series.Count == 0)
            {
                return;
            }

            PrometheusText.Head(text, Name, Help, Kind);
            foreach (var series in _series.Values)
            {
                Write(text, series);
            }
        }
    }

    private static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        _ => UsualBounds,
    };

    private int BucketOf(double value)
    {
        var at = Array.BinarySearch(_bounds, value);
        return at < 0 ? ~at : at;
    }

    private MetricSeries? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        PrometheusText.Labels(_labels.Clear(), tags);
        Span<char> copy = _labels.Length <= 512 ? stackalloc char[_labels.Length] : new char[_labels.Length];
        _labels.CopyTo(0, copy, _labels.Length);
        if (_byLabels.TryGetValue(copy, out var known))
        {
            return known;
        }

        if (_series.Count >= MaxSeries)
        {
            return null;
        }

        var labels = copy.ToString();
        return _series[labels] = new MetricSeries(labels, _bounds.Length + 1);
    }

    private void Write(StringBuilder text, MetricSeries series)
    {
        if (Kind != MetricKind.Histogram)
        {
            PrometheusText.Sample(text, Name, series.Labels, series.Value);
            return;
        }

        var comma = series.Labels.Length == 0 ? "" : ",";
        long count = 0;
        for (var i = 0; i < series.Buckets.Length; i++)
        {
            count += series.Buckets[i];
            var bound = i < _bounds.Length ? _bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
            PrometheusText.Sample(text, $"{Name}_bucket", $"{series.Labels}{comma}le=\"{bound}\"", count);
        }

        PrometheusText.Sample(text, $"{Name}_sum", series.Labels, series.Value);
        PrometheusText.Sample(text, $"{Name}_count", series.Labels, series.Count);
    }
}
