using Microsoft.Extensions.Logging;

namespace LockActors.Client.Http;

internal static partial class HttpLog
{
    [LoggerMessage(3101, LogLevel.Warning,
        "No answer from {Server} for lock {Key}: {Failure}. Trying again while there is time to wait.",
        EventName = nameof(TryingAgain))]
    public static partial void TryingAgain(this ILogger log, string server, LockKey key, string failure);

    [LoggerMessage(3102, LogLevel.Warning,
        "No answer from {Server} for lock {Key}: {Failure}.", EventName = nameof(GivenUp))]
    public static partial void GivenUp(this ILogger log, string server, LockKey key, string failure);

    [LoggerMessage(3103, LogLevel.Error,
        "{Server} does not answer as a lock server for lock {Key}: {Failure}.", EventName = nameof(NotALockServer))]
    public static partial void NotALockServer(this ILogger log, string server, LockKey key, string failure);

    [LoggerMessage(3104, LogLevel.Warning,
        "{Server} did not answer when request {Request} for lock {Key} was taken back; what it left ends by itself.",
        EventName = nameof(NotUndone))]
    public static partial void NotUndone(this ILogger log, string server, LockKey key, RequestId request);

    [LoggerMessage(3105, LogLevel.Warning,
        "{Server} did not revoke lock {Key}: {Failure}.", EventName = nameof(NotRevoked))]
    public static partial void NotRevoked(this ILogger log, string server, LockKey key, string failure);

    [LoggerMessage(3106, LogLevel.Warning,
        "{Server} did not {Verb} lock {Key}: {Failure}.", EventName = nameof(NotCarriedOut))]
    public static partial void NotCarriedOut(
        this ILogger log, string server, LockKey key, string verb, string failure);
}
