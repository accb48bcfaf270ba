namespace LockActors.Cli.Processes;

/// <summary>A shell that waits beside the command and kills it when lockctl ends without a word, as by kill -9: the
/// command's whole process group, or on a terminal the command alone.</summary>
/// <remarks>PR_SET_PDEATHSIG would do less, for it never reaches what the command started, and needs code between fork
/// and exec. The shell finds out because the kernel closes the pipe that only lockctl holds.</remarks>
internal sealed class Guard
{
    private const string Script =
        "trap '' HUP INT QUIT TERM USR1 USR2; exec >/dev/null 2>&1; "
        + "read -r target || exit; read -r _ || kill -s KILL -- \"$target\"";

    private readonly int _pipe;
    private int _dismissed;

    private Guard(int id, int pipe)
    {
        Id = id;
        _pipe = pipe;
    }

    public int Id { get; }

    /// <summary>Starts a guard, before the command so that hardly a moment is without; null where there is no
    /// shell.</summary>
    public static Guard? Start()
    {
        if (!Native.TryOpenPipe(out var reader, out var writer))
        {
            return null;
        }

        // A session of its own: what is sent to lockctl's group, SIGKILL included, leaves it alone.
        var id = Spawn.Start(
            "/bin/sh",
            ["sh", "-c", Script, "lockctl-guard"],
            new Dictionary<string, string>(),
            Spawn.NewSession,
            0,
            reader);
        Native.Close(reader);
        if (id is { } shell)
        {
            return new Guard(shell, writer);
        }

        Native.Close(writer);
        return null;
    }

    /// <summary>Says what to kill.</summary>
    /// <param name="target">A process, or a process group as a negative number.</param>
    public void Watch(int target) => Native.WriteLine(_pipe, $"{target}");

    /// <summary>The guard ends and leaves the command alone.</summary>
    public void Dismiss()
    {
        if (Interlocked.Exchange(ref _dismissed, 1) == 0)
        {
            // Twice, for a guard that was never told what to watch.
            Native.WriteLine(_pipe, "");
            Native.WriteLine(_pipe, "");
            Native.Close(_pipe);
        }
    }
}
