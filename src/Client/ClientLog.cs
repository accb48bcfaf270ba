using Microsoft.Extensions.Logging;

namespace LockActors.Client;

internal static partial class ClientLog
{
    [LoggerMessage(3001, LogLevel.Warning,
        "Lock {Key} with token {Token} is lost ({Reason}).", EventName = nameof(LockLost))]
    public static partial void LockLost(this ILogger log, LockKey key, FencingToken token, EndReason reason);

    [LoggerMessage(3002, LogLevel.Warning,
        "Renewing lock {Key} failed ({Outcome}); it stays held for {Left}, and the renewal is tried again.",
        EventName = nameof(RenewalFailed))]
    public static partial void RenewalFailed(this ILogger log, LockKey key, string outcome, TimeSpan left);

    [LoggerMessage(3003, LogLevel.Error,
        "Renewing lock {Key} threw; this counts as no answer.", EventName = nameof(RenewalThrew))]
    public static partial void RenewalThrew(this ILogger log, Exception error, LockKey key);

    [LoggerMessage(3004, LogLevel.Warning,
        "Releasing lock {Key} threw; this counts as no answer.", EventName = nameof(ReleaseThrew))]
    public static partial void ReleaseThrew(this ILogger log, Exception error, LockKey key);

    [LoggerMessage(3005, LogLevel.Warning,
        "The release of lock {Key} got no answer; it ends by itself within {Ttl}.",
        EventName = nameof(ReleaseGivenUp))]
    public static partial void ReleaseGivenUp(this ILogger log, LockKey key, TimeSpan ttl);

    [LoggerMessage(3007, LogLevel.Warning,
        "The handle of lock {Key} with token {Token} was dropped without a release; the lock is released now.",
        EventName = nameof(HandleAbandoned))]
    public static partial void HandleAbandoned(this ILogger log, LockKey key, FencingToken token);

    [LoggerMessage(3040, LogLevel.Error,
        "Background work of the lock client failed; it goes on with the next.",
        EventName = nameof(BackgroundWorkFailed))]
    public static partial void BackgroundWorkFailed(this ILogger log, Exception error);

    [LoggerMessage(3041, LogLevel.Error,
        "A callback of the LostToken of lock {Key} threw.", EventName = nameof(LostCallbackThrew))]
    public static partial void LostCallbackThrew(this ILogger log, Exception error, LockKey key);

    [LoggerMessage(3042, LogLevel.Error,
        "OnError of the election for {Key} threw; the election goes on.",
        EventName = nameof(ElectionListenerThrew))]
    public static partial void ElectionListenerThrew(this ILogger log, Exception error, LockKey key);
}
