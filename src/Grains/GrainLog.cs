using Microsoft.Extensions.Logging;

namespace LockActors.Grains;

internal static partial class GrainLog
{
    [LoggerMessage(1010, LogLevel.Error,
        "A lock grain could not set its timer or push a grant; it goes on with the next call.",
        EventName = nameof(GrainWorkFailed))]
    public static partial void GrainWorkFailed(this ILogger log, Exception error);
}
