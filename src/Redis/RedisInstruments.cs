using System.Diagnostics;

namespace LockActors.Redis;

/// <summary>The traces of calls to Redis, named as OpenTelemetry names those of databases.</summary>
internal static class RedisInstruments
{
    private static readonly ActivitySource Source = new(LockActorsTelemetry.ActivitySourceName);

    public static Activity? Start(string verb, string master, LockKey key)
    {
        var activity = Source.StartActivity("EVALSHA", ActivityKind.Client);
        if (activity is not null)
        {
            activity.SetTag("db.system.name", "redis");
            activity.SetTag("db.operation.name", "EVALSHA");
            activity.SetTag("server.address", master);
            activity.SetTag("lock.store.verb", verb);
            activity.SetTag("lock.key", key.Value);
        }

        return activity;
    }
}
