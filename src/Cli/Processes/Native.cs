using System.Runtime.InteropServices;

namespace LockActors.Cli.Processes;

/// <summary>What .NET does not offer: signals to other processes.</summary>
internal static class Native
{
    public const int SigKill = 9;
    public const int SigTerm = 15;

    public const int SigPipe = 13;

    private const int StandardInput = 0;
    private const int StandardOutput = 1;
    private const short PollError = 8;
    private const short PollHangUp = 16;

    /// <summary>Sends a signal; not on Windows, which has none. The process may have ended meanwhile, which is what is
    /// wanted or no matter.</summary>
    public static void Send(int process, int signal) => _ = Kill(process, signal);

    /// <summary>Whether the terminal itself sends what is typed on it to this process and its children.</summary>
    public static bool IsInForeground() =>
        !OperatingSystem.IsWindows() && ForegroundGroupOf(StandardInput) is var group && group > 0 && group == Group();

    /// <summary>Whether whoever read standard output has gone. .NET takes the signal for it and says nothing.</summary>
    public static bool IsOutputGone()
    {
        var output = new Polled { Descriptor = StandardOutput };
        return !OperatingSystem.IsWindows()
            && Poll(ref output, 1, 0) > 0
            && (output.Found & (PollError | PollHangUp)) != 0;
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);

    [DllImport("libc", EntryPoint = "tcgetpgrp")]
    private static extern int ForegroundGroupOf(int descriptor);

    [DllImport("libc", EntryPoint = "getpgrp")]
    private static extern int Group();

    [DllImport("libc", EntryPoint = "poll")]
    private static extern int Poll(ref Polled polled, nuint count, int timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct Polled
    {
        public int Descriptor;
        public short Wanted;
        public short Found;
    }
}
