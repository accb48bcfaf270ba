using LockActors;

namespace OpenTelemetry.Metrics;

/// <summary>Adds the metrics of LockActors to a meter provider.</summary>
public static class LockActorsMeterProviderBuilderExtensions
{
    /// <summary>Adds the meter of lock clients and lock servers
    /// (<see cref="LockActorsTelemetry.MeterName"/>).</summary>
    /// <param name="builder">The meter provider of the application.</param>
    public static MeterProviderBuilder AddLockActorsInstrumentation(this MeterProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddMeter(LockActorsTelemetry.MeterName);
    }
}
