using Microsoft.Extensions.Logging;

namespace LockActors.Redis;

internal static partial class RedisLog
{
    [LoggerMessage(2001, LogLevel.Warning,
        "Redis {Master} did not carry out a {Script} for lock {Key}: {Cause}.", EventName = nameof(CommandFailed))]
    public static partial void CommandFailed(
        this ILogger log, string master, string script, LockKey key, string cause);

    [LoggerMessage(2002, LogLevel.Warning,
        "Redis {Master} is {Age} old and has no vote for another {Left}: it may have forgotten leases.",
        EventName = nameof(MasterIsYoung))]
    public static partial void MasterIsYoung(this ILogger log, string master, TimeSpan age, TimeSpan left);

    [LoggerMessage(2003, LogLevel.Warning,
        "The age of Redis {Master} could not be read, so it has no vote: {Cause}.", EventName = nameof(AgeUnknown))]
    public static partial void AgeUnknown(this ILogger log, string master, string cause);

    [LoggerMessage(2004, LogLevel.Warning,
        "A quorum of {Count} masters tolerates no more failures than one of {Odd}.", EventName = nameof(EvenMasters))]
    public static partial void EvenMasters(this ILogger log, int count, int odd);

    [LoggerMessage(2005, LogLevel.Information,
        "Redis {Master}: connection {What}.", EventName = nameof(ConnectionChanged))]
    public static partial void ConnectionChanged(this ILogger log, string master, string what);

    [LoggerMessage(2006, LogLevel.Error,
        "Redis {Master} is the same server as {First}, so it has no vote: every master of a quorum must be another "
        + "Redis.", EventName = nameof(MasterIsTwin))]
    public static partial void MasterIsTwin(this ILogger log, string master, string first);

    [LoggerMessage(2007, LogLevel.Warning,
        "Redis {Master} does not tell its run id, so it is not noticed if it is named twice: {Cause}.",
        EventName = nameof(IdentityUnknown))]
    public static partial void IdentityUnknown(this ILogger log, string master, string cause);

    [LoggerMessage(2009, LogLevel.Warning,
        "The votes that a lost round left for lock {Key} could not be removed; they expire by themselves.",
        EventName = nameof(CleanupFailed))]
    public static partial void CleanupFailed(this ILogger log, Exception error, LockKey key);

    [LoggerMessage(2010, LogLevel.Warning,
        "Redis {Master} did not answer {Count} commands before its connection was closed; what they were to remove "
        + "expires by itself.", EventName = nameof(CommandsCutOff))]
    public static partial void CommandsCutOff(this ILogger log, string master, int count);

    [LoggerMessage(2011, LogLevel.Warning,
        "Redis {Master} held lock {Key} for another {Left}, while a majority granted it; {Longest} is the most that "
        + "this service sets. Its clock went back, or a client outside this service set it so. The key is removed "
        + "there.",
        EventName = nameof(MasterOverlong))]
    public static partial void MasterOverlong(
        this ILogger log, string master, LockKey key, TimeSpan left, TimeSpan longest);

    [LoggerMessage(2012, LogLevel.Warning,
        "There is no connection to Redis {Master}: {Cause}. It is tried again four times a second.",
        EventName = nameof(NotConnected))]
    public static partial void NotConnected(this ILogger log, string master, string cause);

    [LoggerMessage(2008, LogLevel.Error,
        "Redis {Master} answered another command than the one that was sent. The connection is dropped; commands that "
        + "were under way count as not answered.", EventName = nameof(ConnectionAbandoned))]
    public static partial void ConnectionAbandoned(this ILogger log, string master);
}
