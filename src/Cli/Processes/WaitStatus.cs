namespace LockActors.Cli.Processes;

/// <summary>What waitpid tells of a child.</summary>
internal static class WaitStatus
{
    private const int SignalBits = 0x7f;
    private const int Stopped = 0x7f;

    public static bool IsStop(int status) => (status & SignalBits) == Stopped;

    public static bool IsSignal(int status) => !IsStop(status) && (status & SignalBits) != 0;

    /// <summary>Of a child that has ended: its exit code, or 128 and the signal that ended it.</summary>
    public static int ExitCodeOf(int status) =>
        IsSignal(status) ? ExitCodes.Signal + (status & SignalBits) : (status >> 8) & 0xff;
}
