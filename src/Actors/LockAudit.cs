using LockActors.Engine;
using Microsoft.Extensions.Logging;

namespace LockActors.Actors;

/// <summary>The audit log: leases that ended against their holder's will, and faults.</summary>
public static partial class LockAudit
{
    /// <summary>The log category: <c>LockActors.Audit</c>.</summary>
    public const string Category = "LockActors.Audit";

    /// <summary>Writes on another thread, because a logger may take its time and an actor must not.</summary>
    internal static void Write(ILogger log, LockKey key, Fact fact) => ThreadPool.UnsafeQueueUserWorkItem(
        static entry => WriteNow(entry.log, entry.key, entry.fact), (log, key, fact), preferLocal: false);

    /// <summary>Tells that an actor broke an invariant.</summary>
    internal static void WriteFault(ILogger log, LockKey key, Exception error) => ThreadPool.UnsafeQueueUserWorkItem(
        static entry => Background.Guard(() => entry.log.ActorFaulted(entry.error, entry.key), static _ => { }),
        (log, key, error),
        preferLocal: false);

    /// <summary>Tells that the process ends while the lease store has yet to remove a lease that is over.</summary>
    internal static void WriteUndrained(ILogger log, LockKey key) =>
        Background.Guard(() => log.LeaseLeftBehind(key), static _ => { });

    /// <summary>Tells that a lock's key lasts longer in the lease store than this service ever sets it.</summary>
    internal static void WriteOverlong(ILogger log, LockKey key, TimeSpan left, TimeSpan longest) =>
        ThreadPool.UnsafeQueueUserWorkItem(
            static entry => Background.Guard(
                () => entry.log.KeyOverlong(entry.key, entry.left, entry.longest), static _ => { }),
            (log, key, left, longest),
            preferLocal: false);

    /// <summary>Tells that a lock cannot be granted any more, because its fencing tokens are used up.</summary>
    internal static void WriteTokensUsedUp(ILogger log, LockKey key, FencingToken last) =>
        ThreadPool.UnsafeQueueUserWorkItem(
            static entry => Background.Guard(
                () => entry.log.TokensUsedUp(entry.key, entry.last, FencingToken.Highest), static _ => { }),
            (log, key, last),
            preferLocal: false);

    // On a thread of the pool a logger's fault would end the process, and there is nowhere to tell of it.
    private static void WriteNow(ILogger log, LockKey key, Fact fact) =>
        Background.Guard(() => Log(log, key, fact), static _ => { });

    private static void Log(ILogger log, LockKey key, Fact fact)
    {
        if (fact.Note is { } note)
        {
            log.LeaseRevoked(key, fact.HolderText, fact.Token, note.By, note.Reason);
        }
        else
        {
            log.LeaseLost(key, fact.HolderText, fact.Token, fact.Kind.ToString().ToLowerInvariant());
        }
    }

    [LoggerMessage(5001, LogLevel.Warning,
        "{Holder} lost lock {Key} (token {Token}): {Reason}.", EventName = nameof(LeaseLost))]
    private static partial void LeaseLost(
        this ILogger log, LockKey key, string holder, FencingToken token, string reason);

    [LoggerMessage(5002, LogLevel.Warning,
        "{Holder} lost lock {Key} (token {Token}): revoked by {By}: {Note}", EventName = nameof(LeaseRevoked))]
    private static partial void LeaseRevoked(
        this ILogger log, LockKey key, string holder, FencingToken token, string? by, string? note);

    [LoggerMessage(5003, LogLevel.Critical,
        "The actor of lock {Key} broke an invariant and was taken out of service; callers are told that the "
        + "outcome is unknown, and the next call starts a new actor. Please report this.",
        EventName = nameof(ActorFaulted))]
    private static partial void ActorFaulted(this ILogger log, Exception error, LockKey key);

    [LoggerMessage(5004, LogLevel.Warning,
        "The process ends before the lease store removed a released lease of lock {Key}: the key may stay blocked "
        + "until the lease's time to live ends.", EventName = nameof(LeaseLeftBehind))]
    private static partial void LeaseLeftBehind(this ILogger log, LockKey key);

    [LoggerMessage(5005, LogLevel.Warning,
        "Lock {Key} stands in the lease store for another {Left}; this service sets {Longest} at most. The clock of "
        + "Redis went back, or a client outside this service set it so. To revoke the lock removes the key.",
        EventName = nameof(KeyOverlong))]
    private static partial void KeyOverlong(this ILogger log, LockKey key, TimeSpan left, TimeSpan longest);

    [LoggerMessage(5006, LogLevel.Error,
        "Lock {Key} has no fencing token left and is not granted any more: its last token is {Last}, the highest is "
        + "{Highest}. No grant comes to that; its fence in the lease store was written by another program.",
        EventName = nameof(TokensUsedUp))]
    private static partial void TokensUsedUp(this ILogger log, LockKey key, FencingToken last, long highest);
}
