namespace LockActors.Server.Hosting;

/// <summary>Why a server does not start, in one sentence for whoever started it.</summary>
/// <param name="message">The sentence.</param>
/// <param name="exitCode">The exit code.</param>
public sealed class LockHostException(string message, int exitCode = LockHost.UnavailableExitCode) : Exception(message)
{
    /// <summary>The exit code.</summary>
    public int ExitCode { get; } = exitCode;
}
