using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace LockActors.Server.Metrics;

/// <summary><c>GET /metrics</c>: the process in numbers, for Prometheus. It begins to count when it is first asked, so
/// that a server which nobody asks pays nothing.</summary>
internal sealed class MetricsApi : IDisposable
{
    private static readonly string[] Meters =
    [
        "LockActors", "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.RateLimiting", "System.Runtime",
    ];

    private readonly ConcurrentDictionary<Instrument, MetricFamily> _families = new();
    private readonly Lock _turn = new();
    private MeterListener? _listener;
    private long _dropped;

    public Task WriteAsync(HttpContext context)
    {
        context.Response.ContentType = PrometheusText.MediaType;
        return context.Response.WriteAsync(Collect(), context.RequestAborted);
    }

    public string Collect()
    {
        lock (_turn)
        {
            _listener ??= Listen();
            _listener.RecordObservableInstruments();
        }

        var text = new StringBuilder();
        foreach (var same in _families.Values.GroupBy(static family => family.Name, StringComparer.Ordinal)
            .OrderBy(static group => group.Key, StringComparer.Ordinal))
        {
            // Two instruments of one name would make a text that cannot be read; the first one counts.
            same.First().WriteTo(text);
        }

        PrometheusText.Head(
            text, "lockactors_metrics_dropped_total", "Measurements with too many different tags.", MetricKind.Counter);
        PrometheusText.Sample(text, "lockactors_metrics_dropped_total", "", Interlocked.Read(ref _dropped));
        return text.ToString();
    }

    public void Dispose()
    {
        lock (_turn)
        {
            _listener?.Dispose();
        }
    }

    private MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (Meters.Contains(instrument.Meter.Name))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<byte>((from, value, tags, _) => Record(from, value, tags));
        listener.SetMeasurementEventCallback<short>((from, value, tags, _) => Record(from, value, tags));
        listener.SetMeasurementEventCallback<int>((from, value, tags, _) => Record(from, value, tags));
        listener.SetMeasurementEventCallback<long>((from, value, tags, _) => Record(from, value, tags));
        listener.SetMeasurementEventCallback<float>((from, value, tags, _) => Record(from, value, tags));
        listener.SetMeasurementEventCallback<double>((from, value, tags, _) => Record(from, value, tags));
        listener.SetMeasurementEventCallback<decimal>((from, value, tags, _) => Record(from, (double)value, tags));
        listener.Start();
        return listener;
    }

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var family = _families.GetOrAdd(instrument, static instrument => new MetricFamily(instrument));
        if (!family.Record(value, tags))
        {
            Interlocked.Increment(ref _dropped);
        }
    }
}
