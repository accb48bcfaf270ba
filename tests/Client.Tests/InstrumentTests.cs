using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using LockActors.TestKit;

namespace LockActors.Client.Tests;

public class InstrumentTests : HandleTestBase
{
    // Tests run side by side and instruments are shared: these times are of this test only.
    private static readonly TimeSpan Unusual = TimeSpan.FromSeconds(7.654);

    [Fact]
    public async Task Instruments_TellWhatHappenedWithoutTheKey()
    {
        var seen = new ConcurrentQueue<(string Name, double Value, string Tags)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, owner) =>
            {
                if (instrument.Meter.Name == "LockActors")
                {
                    owner.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
            seen.Enqueue(($"{instrument.Name} {instrument.Unit}", value, Text(tags))));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            seen.Enqueue(($"{instrument.Name} {instrument.Unit}", value, Text(tags))));
        listener.Start();
        Service.OnAcquire = async (request, token) =>
        {
            await Task.Delay(Unusual, Clock, token);
            return Service.Granted(request);
        };

        var acquire = Client.AcquireAsync(Some.Key).AsTask();
        Clock.Advance(Unusual);
        var handle = await acquire.Soon();
        Clock.Advance(10 + Unusual.TotalSeconds);
        await handle.ReleaseAsync();

        var held = 10 + Unusual.TotalSeconds;
        Assert.Contains(("lockactors.acquire.duration s", Unusual.TotalSeconds, "lock.outcome=granted"), seen);
        Assert.Contains(("lockactors.renewals {renewal}", 1, "lock.outcome=renewed"), seen);
        Assert.Contains(("lockactors.hold.duration s", held, "lock.reason=released"), seen);
        Assert.DoesNotContain(seen, one => one.Tags.Contains(Some.Key.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Trace_HasTheKeyTheTokenAndTheOutcome()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "LockActors",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var handle = await Client.AcquireAsync("traced-key");
        var span = Assert.Single(spans, one => Equals(one.GetTagItem("lock.key"), "traced-key"));
        Assert.Equal("lockactors.acquire", span.OperationName);
        Assert.Equal(("granted", handle.Token.Value), (span.GetTagItem("lock.outcome"), span.GetTagItem("lock.token")));
    }

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        string.Join(';', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
}
