using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace LockActors.Client;

/// <summary>The metrics and traces of the client. A key is never a metric's tag: there may be millions of
/// them.</summary>
internal static class ClientInstruments
{
    private const string OutcomeTag = "lock.outcome";
    private const string ReasonTag = "lock.reason";

    private static readonly Meter Meter = new(LockActorsTelemetry.MeterName);
    private static readonly ActivitySource Source = new(LockActorsTelemetry.ActivitySourceName);

    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300],
    };

    private static readonly Histogram<double> AcquireDuration = Meter.CreateHistogram(
        "lockactors.acquire.duration", "s", "How long a client waited for a lock.", advice: Buckets);

    private static readonly Histogram<double> HoldDuration = Meter.CreateHistogram(
        "lockactors.hold.duration", "s", "How long a client held a lock.", advice: Buckets);

    private static readonly Counter<long> Renewals = Meter.CreateCounter<long>(
        "lockactors.renewals", "{renewal}", "Renewals that a client asked for.");

    /// <summary>Whether anybody wants to know about acquires.</summary>
    public static bool WatchesAcquires => AcquireDuration.Enabled || Source.HasListeners();

    public static Activity? StartAcquire(LockKey key) =>
        Source.StartActivity("lockactors.acquire", ActivityKind.Client)?.SetTag("lock.key", key.Value);

    public static void OnAcquired(Activity? activity, string outcome, TimeSpan waited)
    {
        activity?.SetTag(OutcomeTag, outcome);
        if (AcquireDuration.Enabled)
        {
            AcquireDuration.Record(waited.TotalSeconds, KeyValuePair.Create<string, object?>(OutcomeTag, outcome));
        }
    }

    public static void OnHeld(EndReason reason, TimeSpan held)
    {
        if (HoldDuration.Enabled)
        {
            HoldDuration.Record(held.TotalSeconds, KeyValuePair.Create<string, object?>(ReasonTag, NameOf(reason)));
        }
    }

    public static void OnRenewal(RenewOutcome outcome)
    {
        if (Renewals.Enabled)
        {
            Renewals.Add(1, KeyValuePair.Create<string, object?>(OutcomeTag, NameOf(outcome)));
        }
    }

    private static string NameOf(EndReason reason) => reason switch
    {
        EndReason.Released => "released",
        EndReason.Expired => "expired",
        EndReason.Revoked => "revoked",
        _ => "lost",
    };

    private static string NameOf(RenewOutcome outcome) => outcome switch
    {
        RenewOutcome.Renewed => "renewed",
        RenewOutcome.Lost => "lost",
        RenewOutcome.Rejected => "rejected",
        _ => "unavailable",
    };
}
