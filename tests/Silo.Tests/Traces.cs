using System.Collections.Concurrent;
using System.Diagnostics;
using LockActors.TestKit;

namespace LockActors.Silo.Tests;

/// <summary>The spans of the traces that a test began, as a tracing application and a silo with OTLP listen to
/// them.</summary>
internal sealed class Traces : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<ActivityTraceId, ConcurrentQueue<Activity>> _spans = new();
    private readonly ActivityListener _listener;

    public Traces()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is "LockActors" or "Microsoft.Orleans.Application",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                _spans.ContainsKey(options.Parent.TraceId)
                    ? ActivitySamplingResult.AllDataAndRecorded
                    : ActivitySamplingResult.None,
            ActivityStopped = activity =>
            {
                if (_spans.TryGetValue(activity.TraceId, out var trace))
                {
                    trace.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Begins a trace of its own: the current activity of what the caller does next.</summary>
    public Activity Begin(string name)
    {
        Activity.Current = null;
        var activity = new Activity(name).SetIdFormat(ActivityIdFormat.W3C);
        activity.Start();
        _spans[activity.TraceId] = new ConcurrentQueue<Activity>();
        return activity;
    }

    public IReadOnlyList<Activity> Of(Activity root) => [.. _spans[root.TraceId]];

    /// <summary>The span of a trace that is called so, once it has ended.</summary>
    public async Task<Activity> FindAsync(Activity root, string name, string? tag = null, object? value = null)
    {
        Activity? found = null;
        await Poll.UntilAsync(
            () => Task.FromResult((found = Of(root).FirstOrDefault(span => span.OperationName == name
                && (tag is null || Equals(span.GetTagItem(tag), value)))) is not null),
            () => $"{name} among {string.Join(", ", Of(root).Select(span => span.OperationName))}",
            Patience);
        return found!;
    }

    /// <summary>The spans from one up to the beginning of its trace, which is not among them.</summary>
    public IReadOnlyList<Activity> PathTo(Activity root, Activity span)
    {
        var path = new List<Activity> { span };
        while (path[^1].ParentSpanId != root.SpanId)
        {
            var parent = path[^1].ParentSpanId;
            path.Add(Assert.Single(Of(root), other => other.SpanId == parent));
        }

        return path;
    }

    public void Dispose() => _listener.Dispose();
}
