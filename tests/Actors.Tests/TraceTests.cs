using System.Collections.Concurrent;
using System.Diagnostics;
using LockActors.TestKit;

namespace LockActors.Actors.Tests;

/// <summary>Whose trace a span belongs to.</summary>
public sealed class TraceTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly LockKey _key = $"traced/{Guid.NewGuid():N}";
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ActivityListener _listener;
    private readonly Activity _root = new Activity("test").SetIdFormat(ActivityIdFormat.W3C);

    public TraceTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "LockActors",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (Equals(activity.GetTagItem("lock.key"), _key.Value))
                {
                    _spans.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _root.Dispose();
    }

    [Fact]
    public async Task Acquire_WhileItWaits_IsNoCallersCurrentActivity()
    {
        _root.Start();
        using var cancel = new CancellationTokenSource();
        using var service = new LocalLockService(time: new SimClock());
        await service.AcquireAsync(_key, Some.LockRequest(1));
        Assert.Same(_root, Activity.Current);

        var waiter = service.AcquireAsync(_key, Some.LockRequest(2, wait: 10), cancel.Token).AsTask();

        Assert.Same(_root, Activity.Current);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiter.Soon());
        var acquires = _spans.Where(span => span.OperationName == "lockactors.actor.acquire").ToList();
        Assert.Equal(["granted", "cancelled"], acquires.Select(span => span.GetTagItem("lock.outcome")));
        Assert.All(acquires, span => Assert.Equal(_root.SpanId, span.ParentSpanId));
    }

    [Fact]
    public async Task Expiry_OfALease_IsATraceOfItsOwn()
    {
        _root.Start();
        var store = new GatedLeaseStore(TimeProvider.System) { IsDurable = true };
        using var service = new LocalLockService(new LocalLockOptions { Store = store });
        await service.AcquireAsync(_key, Some.LockRequest(1) with { Ttl = TimeSpan.FromSeconds(0.5) });

        var waiter = service.AcquireAsync(_key, Some.LockRequest(2) with { Wait = Patience }).AsTask();

        Assert.Equal(LockOutcome.Granted, (await waiter.WaitAsync(Patience)).Outcome);
        await Poll.UntilAsync(() => StoreSpans().Count >= 2, "two changes", Patience);
        var (asked, due) = (StoreSpans()[0], StoreSpans()[1]);
        Assert.Equal(_root.TraceId, asked.TraceId);
        Assert.NotEqual(_root.TraceId, due.TraceId);
        Assert.Equal(default, due.ParentSpanId);
    }

    private List<Activity> StoreSpans() =>
        [.. _spans.Where(span => span.OperationName.StartsWith("lockactors.store", StringComparison.Ordinal))];
}
