using System.Runtime.InteropServices;

namespace LockActors.Silo.Hosting;

internal static partial class HostLog
{
    [LoggerMessage(4005, LogLevel.Information,
        "{Holder} was not granted lock {Key} ({Outcome}).", EventName = nameof(DemoNotGranted))]
    public static partial void DemoNotGranted(this ILogger log, HolderName holder, LockKey key, LockOutcome outcome);

    [LoggerMessage(4006, LogLevel.Debug, "{Holder} stopped.", EventName = nameof(DemoStopped))]
    public static partial void DemoStopped(this ILogger log, HolderName holder);

    [LoggerMessage(4007, LogLevel.Information,
        "{Signal}: not ready from now on; the stop begins in {Delay} and may take {Timeout}. A second ctrl-C ends at "
        + "once.", EventName = nameof(DrainBegins))]
    public static partial void DrainBegins(this ILogger log, PosixSignal signal, TimeSpan delay, TimeSpan timeout);

    [LoggerMessage(4008, LogLevel.Information,
        "The certificate of {File} is shown from now on; it is valid until {NotAfter}.",
        EventName = nameof(CertificateReplaced))]
    public static partial void CertificateReplaced(this ILogger log, string file, DateTime notAfter);

    [LoggerMessage(4009, LogLevel.Error,
        "The certificate of {File} changed and cannot be read ({Cause}); the last one is shown, which is valid until "
        + "{NotAfter}.", EventName = nameof(CertificateNotReplaced))]
    public static partial void CertificateNotReplaced(
        this ILogger log, string file, string cause, DateTime notAfter);

    [LoggerMessage(4010, LogLevel.Warning,
        "Old rows of released locks could not be deleted from PostgreSQL: {Cause}. It is tried again in a minute.",
        EventName = nameof(RetentionFailed))]
    public static partial void RetentionFailed(this ILogger log, string cause);
}
