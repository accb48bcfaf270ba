using LockActors.Engine;
using Microsoft.Extensions.Logging;

namespace LockActors.Actors;

/// <summary>The audit log: leases that ended against their holder's will.</summary>
public static partial class LockAudit
{
    /// <summary>The log category: <c>LockActors.Audit</c>.</summary>
    public const string Category = "LockActors.Audit";

    /// <summary>Writes on another thread, because a logger may take its time and an actor must not.</summary>
    internal static void Write(ILogger log, LockKey key, Fact fact) => ThreadPool.UnsafeQueueUserWorkItem(
        static entry => WriteNow(entry.log, entry.key, entry.fact), (log, key, fact), preferLocal: false);

    private static void WriteNow(ILogger log, LockKey key, Fact fact)
    {
        try
        {
            Log(log, key, fact);
        }
        catch (Exception)
        {
            // On a thread of the pool a logger's fault would end the process, and there is nowhere to tell of it.
        }
    }

    private static void Log(ILogger log, LockKey key, Fact fact)
    {
        if (fact.Note is { } note)
        {
            log.LeaseRevoked(key, fact.OwnerText, fact.Token, note.By, note.Reason);
        }
        else
        {
            log.LeaseLost(key, fact.OwnerText, fact.Token, fact.Kind.ToString().ToLowerInvariant());
        }
    }

    [LoggerMessage(5001, LogLevel.Warning,
        "{Owner} lost lock {Key} (token {Token}): {Reason}.", EventName = nameof(LeaseLost))]
    private static partial void LeaseLost(
        this ILogger log, LockKey key, string owner, FencingToken token, string reason);

    [LoggerMessage(5002, LogLevel.Warning,
        "{Owner} lost lock {Key} (token {Token}): revoked by {By}: {Note}", EventName = nameof(LeaseRevoked))]
    private static partial void LeaseRevoked(
        this ILogger log, LockKey key, string owner, FencingToken token, string? by, string? note);
}
