using LockActors;

namespace OpenTelemetry.Trace;

/// <summary>Adds the traces of LockActors to a tracer provider.</summary>
public static class LockActorsTracerProviderBuilderExtensions
{
    /// <summary>Adds the activity source of lock clients, lock servers and lease stores
    /// (<see cref="LockActorsTelemetry.ActivitySourceName"/>).</summary>
    /// <param name="builder">The tracer provider of the application.</param>
    public static TracerProviderBuilder AddLockActorsInstrumentation(this TracerProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddSource(LockActorsTelemetry.ActivitySourceName);
    }
}
