using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using LockActors.Client;
using LockActors.Client.Http;
using LockActors.Server.Metrics;

namespace LockActors.Server.Tests;

/// <summary>The text of metrics, and traces from the client to the store.</summary>
public sealed partial class MetricsTests
{
    [Fact]
    public async Task Text_OfARunningServer_KeepsTheGrammarAndHasTheLocks()
    {
        await using var server = await RunningServer.StartAsync();
        using var first = await server.Http.GetAsync("/metrics");
        using var counted = await server.Http.GetAsync("/health/live");
        await server.Service.AcquireAsync("secret-key", new LockRequest { Id = RequestId.New() });
        await server.Service.RevokeAsync("secret-key");

        using var response = await server.Http.GetAsync("/metrics");
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal(PrometheusText.MediaType, response.Content.Headers.ContentType!.ToString());
        CheckGrammar(text);
        Assert.Contains("\n# TYPE lockactors_grants_total counter\n", text, StringComparison.Ordinal);
        Assert.Contains("\nlockactors_leases_lost_total{lock_reason=\"revoked\"} ", text, StringComparison.Ordinal);
        Assert.Contains("\nlockactors_leases_held ", text, StringComparison.Ordinal);
        Assert.Contains("\nlockactors_waiters ", text, StringComparison.Ordinal);
        Assert.Contains("lockactors_wait_duration_seconds_bucket{le=\"+Inf\"} ", text, StringComparison.Ordinal);
        Assert.Contains("http_server_request_duration_seconds_count{", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-key", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_OfOddNamesAndTags_IsEscapedAndBounded()
    {
        using var meter = new Meter("LockActors");
        var counter = meter.CreateCounter<long>("9odd name.é", "{x}", "help with \\ and\nlines");
        var histogram = meter.CreateHistogram(
            "test.size", "By", "Sizes.", advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [10, 20] });
        using var metrics = new MetricsApi();
        metrics.Collect();

        counter.Add(2, KeyValuePair.Create<string, object?>("a.b", "\"quoted\" \\ \n é"));
        foreach (var size in new[] { 5, 10, 11, 21 })
        {
            histogram.Record(size);
        }

        for (var number = 0; number < 2 * MetricFamily.MaxSeries; number++)
        {
            counter.Add(1, KeyValuePair.Create<string, object?>("n", number));
        }

        var text = metrics.Collect();
        CheckGrammar(text);
        Assert.Contains("# HELP _9odd_name___total help with \\\\ and\\nlines\n", text, StringComparison.Ordinal);
        Assert.Contains("{a_b=\"\\\"quoted\\\" \\\\ \\n é\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("test_size_bytes_bucket{le=\"10\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("test_size_bytes_bucket{le=\"20\"} 3\n", text, StringComparison.Ordinal);
        Assert.Contains("test_size_bytes_bucket{le=\"+Inf\"} 4\n", text, StringComparison.Ordinal);
        Assert.Contains("test_size_bytes_sum 47\n", text, StringComparison.Ordinal);
        Assert.Equal(MetricFamily.MaxSeries, Regex.Count(text, "^_9odd_name___total\\{", RegexOptions.Multiline));
        Assert.DoesNotContain("dropped_total 0\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Acquire_OfAClient_IsOneTraceDownToTheStore()
    {
        await using var server = await RunningServer.StartAsync();
        using var http = new HttpLockService(server.Address);
        using var client = new LockClient(http);
        using var outer = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        var trace = outer.TraceId;
        var seen = new System.Collections.Concurrent.ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is "LockActors" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.Parent.TraceId == trace
                ? ActivitySamplingResult.AllDataAndRecorded
                : ActivitySamplingResult.None,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == trace)
                {
                    seen.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);

        await using (await client.AcquireAsync("k", new AcquireOptions()))
        {
            await TestKit.Poll.UntilAsync(() => seen.Count >= 4, "four spans", RunningServer.Patience);
        }

        var acquire = Span("lockactors.acquire");
        var actor = Span("lockactors.actor.acquire");
        Assert.Equal(ActivityKind.Client, acquire.Kind);
        Assert.Equal(ActivityKind.Server, Span("Microsoft.AspNetCore.Hosting.HttpRequestIn").Kind);
        Assert.Equal(actor.SpanId, Span("lockactors.store.place").ParentSpanId);
        Assert.Equal("k", actor.GetTagItem("lock.key"));

        Activity Span(string name) => seen.First(activity => activity.OperationName == name);
    }

    private static void CheckGrammar(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var typed = new HashSet<string>();
        var samples = new HashSet<string>();
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (Type().Match(line) is { Success: true } type)
            {
                Assert.True(typed.Add(type.Groups[1].Value), $"twice: {line}");
                continue;
            }

            if (Help().IsMatch(line))
            {
                continue;
            }

            var sample = Sample().Match(line);
            Assert.True(sample.Success, line);
            Assert.True(samples.Add(sample.Groups[1].Value + sample.Groups[2].Value), $"twice: {line}");
            var family = Regex.Replace(sample.Groups[1].Value, "_(bucket|sum|count)$", "");
            Assert.True(typed.Contains(sample.Groups[1].Value) || typed.Contains(family), $"no type: {line}");
        }

        Assert.NotEmpty(samples);
    }

    [GeneratedRegex("^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (?:counter|gauge|histogram)$")]
    private static partial Regex Type();

    [GeneratedRegex(@"^# HELP [a-zA-Z_:][a-zA-Z0-9_:]* (?:[^\\]|\\\\|\\n)*$")]
    private static partial Regex Help();

    [GeneratedRegex(@"^([a-zA-Z_:][a-zA-Z0-9_:]*)((?:\{[a-zA-Z_][a-zA-Z0-9_]*=""(?:[^""\\\n]|\\[\\""n])*"""
        + @"(?:,[a-zA-Z_][a-zA-Z0-9_]*=""(?:[^""\\\n]|\\[\\""n])*"")*\})?) "
        + @"(?:[+-]Inf|NaN|-?[0-9.]+(?:E[+-]?[0-9]+)?)$")]
    private static partial Regex Sample();
}
