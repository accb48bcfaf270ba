using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace LockActors.Silo;

/// <summary>Counts from the start of the process for <c>/metrics</c>, and sends metrics, traces and logs to an
/// OpenTelemetry collector when the standard variables of the environment name one:
/// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and its kin.</summary>
internal static class Telemetry
{
    /// <summary>The SDK makes room for all sets of tags of an instrument at once; Orleans has many instruments, and
    /// none of these has so many sets. What is beyond counts as <c>otel_metric_overflow</c>.</summary>
    public const int MaxTagSets = 200;

    private static readonly string[] Meters =
    [
        "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.RateLimiting", "System.Runtime",
    ];

    private static readonly string[] Sources =
        ["Microsoft.AspNetCore", "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Application"];

    public static void Add(WebApplicationBuilder builder)
    {
        var isAsked = IsAsked();
        var telemetry = builder.Services.AddOpenTelemetry()

            // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES count more.
            .ConfigureResource(static resource => resource.AddService("lockactors").AddEnvironmentVariableDetector())
            .WithMetrics(metrics => AddMetrics(metrics, isAsked && Sends("METRICS")));
        if (isAsked && Sends("TRACES"))
        {
            telemetry.WithTracing(static traces =>
                traces.AddLockActorsInstrumentation().AddSource(Sources).AddOtlpExporter());
        }

        if (isAsked && Sends("LOGS"))
        {
            telemetry.WithLogging(
                static logs => logs.AddOtlpExporter(), static options => options.IncludeFormattedMessage = true);
        }
    }

    internal static void AddMetrics(MeterProviderBuilder metrics, bool sends)
    {
        metrics.AddLockActorsInstrumentation().AddMeter(Meters)
            .AddView(static _ => new MetricStreamConfiguration { CardinalityLimit = MaxTagSets })
            .AddPrometheusExporter(static text => text.ScopeInfoEnabled = false);
        if (sends)
        {
            metrics.AddOtlpExporter();
        }
    }

    /// <summary>The SDK has no notion of this standard variable by itself.</summary>
    private static bool Sends(string signal) =>
        Environment.GetEnvironmentVariable($"OTEL_{signal}_EXPORTER")?.Trim() != "none";

    private static bool IsAsked() => new[] { "", "TRACES_", "METRICS_", "LOGS_" }.Any(static signal =>
        !string.IsNullOrEmpty(Environment.GetEnvironmentVariable($"OTEL_EXPORTER_OTLP_{signal}ENDPOINT")));
}
