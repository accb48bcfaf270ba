using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using LockActors.Engine;
using LockActors.Monitoring;

namespace LockActors.Actors;

/// <summary>The metrics and traces of the process that grants locks; docs/TELEMETRY.md lists them. A key is never a
/// metric's tag: there may be millions of them.</summary>
public static class ActorInstruments
{
    private const string OutcomeTag = "lock.outcome";
    private const string ReasonTag = "lock.reason";
    private const string VerbTag = "lock.store.verb";

    private static readonly Meter Meter = new(LockActorsTelemetry.MeterName);
    private static readonly ActivitySource Source = new(LockActorsTelemetry.ActivitySourceName);
    private static readonly ConditionalWeakTable<object, Func<IEnumerable<LockActor>>> Places = [];

    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300],
    };

    private static readonly Counter<long> Grants = Meter.CreateCounter<long>(
        "lockactors.grants", "{grant}", "Locks that were granted.");

    private static readonly Histogram<double> WaitDuration = Meter.CreateHistogram(
        "lockactors.wait.duration", "s", "How long requests waited that were granted.", advice: Buckets);

    private static readonly Histogram<double> LeaseDuration = Meter.CreateHistogram(
        "lockactors.lease.duration", "s", "How long leases were held.", advice: Buckets);

    private static readonly Counter<long> Losses = Meter.CreateCounter<long>(
        "lockactors.leases.lost", "{lease}", "Leases that ended against their holder's will.");

    private static readonly Histogram<double> StoreDuration = Meter.CreateHistogram(
        "lockactors.store.duration", "s", "How long the lease store took.", advice: Buckets);

    private static readonly Counter<long> StoreErrors = Meter.CreateCounter<long>(
        "lockactors.store.errors", "{error}", "Changes whose outcome the lease store did not tell.");

    private static readonly ObservableGauge<int> Held = Meter.CreateObservableGauge(
        "lockactors.leases.held", static () => Count().Held, "{lease}", "Locks that are held now.");

    private static readonly ObservableGauge<int> Waiters = Meter.CreateObservableGauge(
        "lockactors.waiters", static () => Count().Waiting, "{waiter}", "Requests that wait now.");

    /// <summary>Counts the actors of a place among those of this process, for as long as the place lives.</summary>
    /// <param name="place">What the actors live in.</param>
    /// <param name="actors">Its actors.</param>
    public static void Watch(object place, Func<IEnumerable<LockActor>> actors) => Places.AddOrUpdate(place, actors);

    /// <summary>Whether anybody wants to know about requests.</summary>
    internal static bool IsTraced => Source.HasListeners();

    internal static async ValueTask<AcquireReply> TraceAsync(LockKey key, Func<ValueTask<AcquireReply>> acquire)
    {
        // Asynchronous, so that the span is not the current activity when the caller goes on.
        using var activity = Source.StartActivity("lockactors.actor.acquire")?.SetTag("lock.key", key.Value);
        var outcome = "cancelled";
        try
        {
            var reply = await acquire().ConfigureAwait(false);
            outcome = reply.Outcome.ToString().ToLowerInvariant();
            return reply;
        }
        finally
        {
            activity?.SetTag(OutcomeTag, outcome);
        }
    }

    internal static void On(in Fact fact)
    {
        if (fact.Kind == LockEventKind.Granted)
        {
            Grants.Add(1);
            WaitDuration.Record(fact.Lasted.TotalSeconds);
        }
        else if (fact.IsEnd)
        {
            var reason = KeyValuePair.Create<string, object?>(ReasonTag, NameOf(fact.Kind));
            LeaseDuration.Record(fact.Lasted.TotalSeconds, reason);
            if (fact.IsLoss)
            {
                Losses.Add(1, reason);
            }
        }
    }

    /// <summary>Whether anybody wants to know about the lease store.</summary>
    internal static bool IsMeasured => Source.HasListeners() || StoreDuration.Enabled || StoreErrors.Enabled;

    internal static async ValueTask<StoreReply> MeasureAsync(
        LockKey key, StoreVerb verb, TimeProvider time, Func<ValueTask<StoreReply>> change)
    {
        var name = verb.ToString().ToLowerInvariant();
        using var activity = Source.StartActivity($"lockactors.store.{name}")?.SetTag("lock.key", key.Value);
        var begun = time.GetTimestamp();
        var outcome = StoreOutcome.Failed;
        try
        {
            var reply = await change().ConfigureAwait(false);
            outcome = reply.Outcome;
            return reply;
        }
        finally
        {
            var tags = new TagList
            {
                { VerbTag, name },
                { OutcomeTag, outcome.ToString().ToLowerInvariant() },
            };
            StoreDuration.Record(time.GetElapsedTime(begun).TotalSeconds, tags);
            activity?.SetTag(OutcomeTag, outcome.ToString().ToLowerInvariant());
            if (outcome == StoreOutcome.Failed)
            {
                StoreErrors.Add(1, KeyValuePair.Create<string, object?>(VerbTag, name));
                activity?.SetStatus(ActivityStatusCode.Error);
            }
        }
    }

    private static (int Held, int Waiting) Count()
    {
        var (held, waiting, _) = Monitoring.ProcessMonitor.Count(Places.SelectMany(static place => place.Value()));
        return (held, waiting);
    }

    private static string NameOf(LockEventKind kind) => kind switch
    {
        LockEventKind.Released => "released",
        LockEventKind.Expired => "expired",
        LockEventKind.Revoked => "revoked",
        _ => "lost",
    };
}
