using Microsoft.Extensions.Logging;

namespace LockActors.Server;

internal static partial class ServerLog
{
    [LoggerMessage(6001, LogLevel.Debug,
        "The client of request {Request} for lock {Key} went away; its place is kept for a while.",
        EventName = nameof(WaiterGone))]
    public static partial void WaiterGone(this ILogger log, LockKey key, RequestId request);

    [LoggerMessage(6002, LogLevel.Debug,
        "A client went away before it was answered.", EventName = nameof(ReaderGone))]
    public static partial void ReaderGone(this ILogger log);

    [LoggerMessage(6003, LogLevel.Warning,
        "{By} asked over HTTP to revoke lock {Key} (token {Token}), because: {Reason}. Outcome: {Outcome}.",
        EventName = nameof(RevokeAsked))]
    public static partial void RevokeAsked(
        this ILogger log, LockKey key, FencingToken? token, string? by, string? reason, RevokeOutcome outcome);

    [LoggerMessage(6004, LogLevel.Warning,
        "This server is not ready: {Check} fails ({Reason}).", EventName = nameof(NotReady))]
    public static partial void NotReady(this ILogger log, Exception? error, string check, string? reason);

    [LoggerMessage(6008, LogLevel.Warning,
        "The events of the lock service cannot be read; they are asked for again.", EventName = nameof(EventsFail))]
    public static partial void EventsFail(this ILogger log, Exception error);

    [LoggerMessage(6009, LogLevel.Information,
        "A reader of events took nothing for {Timeout}; its stream is ended.",
        EventName = nameof(EventReaderStuck))]
    public static partial void EventReaderStuck(this ILogger log, TimeSpan timeout);
}
