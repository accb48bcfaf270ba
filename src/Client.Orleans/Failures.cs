namespace LockActors.Client.Orleans;

/// <summary>Tells the failures of networks and silos from those of programs.</summary>
internal static class Failures
{
    /// <summary>Whether the outcome of a call is unknown because something between here and the grain failed.</summary>
    public static bool IsOperating(Exception error, CancellationToken cancellationToken) => error switch
    {
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        TimeoutException or OrleansException or IOException or ObjectDisposedException => true,
        InvariantViolationException => false,
        _ => error is InvalidOperationException or System.Net.Sockets.SocketException,
    };
}
