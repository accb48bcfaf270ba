using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace LockActors.Silo;

/// <summary>Sends metrics, traces and logs to an OpenTelemetry collector when the standard variables of the environment
/// name one: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and its kin. Without a provider a signal is not sent.</summary>
internal sealed class Telemetry(MeterProvider? meters, TracerProvider? traces) : IHostedService, IDisposable
{
    private const int FlushMilliseconds = 2000;

    private static readonly string[] Meters =
    [
        "LockActors", "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.RateLimiting", "System.Runtime",
    ];

    private static readonly string[] Sources =
        ["LockActors", "Microsoft.AspNetCore", "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Application"];

    public static void Add(WebApplicationBuilder builder)
    {
        if (!IsAsked())
        {
            return;
        }

        // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES count more.
        var resource = ResourceBuilder.CreateDefault();
        if (Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME") is null or "")
        {
            resource.AddService("lockactors");
        }

        if (Sends("LOGS"))
        {
            builder.Logging.AddOpenTelemetry(logs =>
            {
                logs.SetResourceBuilder(resource);
                logs.IncludeFormattedMessage = true;
                logs.AddOtlpExporter();
            });
        }

        builder.Services.AddHostedService(_ => new Telemetry(
            Sends("METRICS")
                ? Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Meters).AddOtlpExporter()
                    .Build()
                : null,
            Sends("TRACES")
                ? Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Sources).AddOtlpExporter()
                    .Build()
                : null));
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        meters?.ForceFlush(FlushMilliseconds);
        traces?.ForceFlush(FlushMilliseconds);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        meters?.Dispose();
        traces?.Dispose();
    }

    /// <summary>The SDK has no notion of this standard variable by itself.</summary>
    private static bool Sends(string signal) =>
        Environment.GetEnvironmentVariable($"OTEL_{signal}_EXPORTER")?.Trim() != "none";

    private static bool IsAsked() => new[] { "", "TRACES_", "METRICS_", "LOGS_" }.Any(static signal =>
        !string.IsNullOrEmpty(Environment.GetEnvironmentVariable($"OTEL_EXPORTER_OTLP_{signal}ENDPOINT")));
}
