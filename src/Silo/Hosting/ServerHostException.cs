namespace LockActors.Silo.Hosting;

/// <summary>Why a server does not start, in one sentence for the operator.</summary>
/// <param name="message">The sentence.</param>
/// <param name="exitCode">The exit code.</param>
internal sealed class ServerHostException(string message, int exitCode = ServerHost.UnavailableExitCode)
    : Exception(message)
{
    /// <summary>The exit code.</summary>
    public int ExitCode { get; } = exitCode;
}
