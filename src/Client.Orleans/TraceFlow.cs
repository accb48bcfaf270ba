using System.Diagnostics;

namespace LockActors.Client.Orleans;

/// <summary>Lets a call of a grain tell which trace it belongs to, as a request of HttpClient does. It needs nothing of
/// the application but that it listens to the locks; spans of Orleans, where they are asked for, come in
/// between.</summary>
internal static class TraceFlow
{
    private static readonly ActivitySource Source = new(LockActorsTelemetry.ActivitySourceName);

    /// <summary>Writes the current trace where silos read it: the request context, which flows with the asynchronous
    /// method that calls this.</summary>
    public static void Begin()
    {
        // Web servers have a current activity also when nothing traces, and then it need not go over the wire.
        if (Source.HasListeners() && Activity.Current is { } activity)
        {
            DistributedContextPropagator.Current.Inject(
                activity, null, static (_, name, value) => RequestContext.Set(name, value));
        }
    }
}
