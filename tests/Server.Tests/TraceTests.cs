using System.Diagnostics;
using System.Text.Json;
using LockActors.Client;
using LockActors.Client.Http;
using LockActors.Monitoring;

namespace LockActors.Server.Tests;

/// <summary>Traces from the client to the store.</summary>
public sealed class TraceTests
{
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

        using var response = await server.SendAsync(HttpMethod.Get, "/v1/locks/k/activity");
        var activity = JsonSerializer.Deserialize(
            await response.Content.ReadAsStringAsync(), MonitorJson.Default.LockActivity)!;
        Assert.NotEmpty(activity.Events);
        Assert.All(activity.Events, found => Assert.Equal($"{trace}", found.TraceId));

        Activity Span(string name) => seen.First(activity => activity.OperationName == name);
    }
}
