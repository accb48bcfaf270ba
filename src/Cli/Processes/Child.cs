namespace LockActors.Cli.Processes;

/// <summary>The command that runs while the lock is held. Standard input, output and error are those of
/// lockctl.</summary>
internal abstract class Child : IDisposable
{
    /// <summary>The command's end: its exit code, or 128 and the signal that ended it.</summary>
    public abstract Task<int> Ended { get; }

    /// <summary>Whether a signal ended the command, which then had no chance to end what it started.</summary>
    public virtual bool EndedBySignal => false;

    /// <summary>Whether <see cref="Send"/> and <see cref="StopAsync"/> are for all that the command started, orphans
    /// included.</summary>
    public virtual bool IsWholeTree => false;

    /// <summary>Starts a command; null when the system refuses.</summary>
    public static Child? Start(string path, string[] words, IReadOnlyDictionary<string, string> environment) =>
        OperatingSystem.IsLinux()
            ? LinuxChild.Start(path, words, environment)
            : PlainChild.Start(path, words, environment);

    /// <summary>Passes a signal on.</summary>
    public abstract void Send(int signal);

    /// <summary>Waits, for a while, until it is known and said that the command is stopped.</summary>
    public virtual void AwaitStop(TimeSpan limit)
    {
    }

    /// <summary>Ends the command and what it started: SIGTERM, and SIGKILL for processes that still run when the grace
    /// is over.</summary>
    public abstract Task StopAsync(TimeSpan grace);

    public abstract void Dispose();
}
