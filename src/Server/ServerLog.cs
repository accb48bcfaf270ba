using Microsoft.Extensions.Logging;

namespace LockActors.Server;

internal static partial class ServerLog
{
    [LoggerMessage(6001, LogLevel.Debug,
        "The client of request {Request} for lock {Key} went away; the request is undone.",
        EventName = nameof(WaiterGone))]
    public static partial void WaiterGone(this ILogger log, LockKey key, RequestId request);

    [LoggerMessage(6002, LogLevel.Debug,
        "A client went away before it was answered.", EventName = nameof(ReaderGone))]
    public static partial void ReaderGone(this ILogger log);

    [LoggerMessage(6003, LogLevel.Warning,
        "Lock {Key} was revoked over HTTP (token {Token}).", EventName = nameof(Revoked))]
    public static partial void Revoked(this ILogger log, LockKey key, FencingToken? token);

    [LoggerMessage(6004, LogLevel.Warning,
        "The lock service does not answer, so this server is not ready.", EventName = nameof(NotReady))]
    public static partial void NotReady(this ILogger log, Exception error);

    [LoggerMessage(6005, LogLevel.Information,
        "{Owner} was not granted lock {Key} ({Outcome}).", EventName = nameof(DemoNotGranted))]
    public static partial void DemoNotGranted(this ILogger log, OwnerId owner, LockKey key, LockOutcome outcome);

    [LoggerMessage(6006, LogLevel.Debug, "{Owner} stopped.", EventName = nameof(DemoStopped))]
    public static partial void DemoStopped(this ILogger log, OwnerId owner);
}
