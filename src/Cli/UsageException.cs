namespace LockActors.Cli;

/// <summary>What lockctl was told, on the command line or by the environment, cannot be used.</summary>
internal sealed class UsageException(string message) : Exception(message);
