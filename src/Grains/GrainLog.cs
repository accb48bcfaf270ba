using Microsoft.Extensions.Logging;

namespace LockActors.Grains;

internal static partial class GrainLog
{
    [LoggerMessage(1010, LogLevel.Error,
        "A lock grain could not set its timer or push a grant; it goes on with the next call.",
        EventName = nameof(GrainWorkFailed))]
    public static partial void GrainWorkFailed(this ILogger log, Exception error);

    [LoggerMessage(1011, LogLevel.Warning,
        "Grain storage {Name} failed when it was to {Verb} lock {Key}, and may fail again: {Cause}. Acquires are "
        + "answered unavailable until it answers.",
        EventName = nameof(StorageFailed))]
    public static partial void StorageFailed(this ILogger log, string name, string verb, LockKey key, string cause);

    [LoggerMessage(1012, LogLevel.Information, "Grain storage {Name} answers again.",
        EventName = nameof(StorageAnswers))]
    public static partial void StorageAnswers(this ILogger log, string name);

    [LoggerMessage(1013, LogLevel.Warning,
        "Leases are in grain storage {Name}, which keeps them in the memory of the silos: a silo that ends takes "
        + "leases with it, and others may then hold the same locks. For development only.",
        EventName = nameof(StorageIsMemory))]
    public static partial void StorageIsMemory(this ILogger log, string name);
}
