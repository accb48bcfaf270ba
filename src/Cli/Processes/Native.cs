using System.Runtime.InteropServices;
using System.Text;

namespace LockActors.Cli.Processes;

/// <summary>What .NET does not offer: signals to other processes, and waiting for any child.</summary>
internal static class Native
{
    public const int SigKill = 9;
    public const int SigTerm = 15;

    public const int SigPipe = 13;

    /// <summary>The number on Linux, as of the next.</summary>
    public const int SigChild = 17;
    public const int SigContinue = 18;

    private const int StandardInput = 0;
    private const int StandardOutput = 1;
    private const short PollError = 8;
    private const short PollHangUp = 16;

    private const int SetChildSubreaper = 36;
    private const int AlsoStopped = 2;
    private const int Interrupted = 4;
    private const int CloseOnExec = 0x80000;

    /// <summary>Sends a signal; not on Windows, which has none. The process may have ended meanwhile, which is what is
    /// wanted or no matter.</summary>
    public static void Send(int process, int signal) => _ = Kill(process, signal);

    /// <summary>Whether the terminal itself sends what is typed on it to this process and its children.</summary>
    public static bool IsInForeground() =>
        !OperatingSystem.IsWindows() && ForegroundGroupOf(StandardInput) is var group && group > 0 && group == Group();

    /// <summary>Whether the reader of standard output has gone. .NET takes the signal for it and says
    /// nothing.</summary>
    public static bool IsOutputGone()
    {
        var output = new Polled { Descriptor = StandardOutput };
        return !OperatingSystem.IsWindows()
            && Poll(ref output, 1, 0) > 0
            && (output.Found & (PollError | PollHangUp)) != 0;
    }

    /// <summary>Makes the orphans among the descendants of this process its children (Linux).</summary>
    public static void AdoptOrphans() => _ = ProcessControl(SetChildSubreaper, 1, 0, 0, 0);

    /// <summary>Gives a signal that is ignored its default disposition; one that is handled stays handled
    /// (Linux).</summary>
    public static void SetDefault(int signal)
    {
        if (SignalSet.Has(SignalSet.ReadIgnored(), signal))
        {
            _ = SetHandler(signal, 0);
        }
    }

    /// <summary>Waits until any child has ended or stopped (Linux); false when there is no child.</summary>
    public static bool TryWait(out int process, out int status)
    {
        do
        {
            process = WaitForProcess(-1, out status, AlsoStopped);
        }
        while (process < 0 && Marshal.GetLastPInvokeError() == Interrupted);

        return process > 0;
    }

    /// <summary>Opens a pipe that no program started from here inherits (Linux).</summary>
    public static bool TryOpenPipe(out int reader, out int writer)
    {
        var ends = new int[2];
        var isOpen = Pipe(ends, CloseOnExec) == 0;
        (reader, writer) = (ends[0], ends[1]);
        return isOpen;
    }

    public static void WriteLine(int descriptor, string line)
    {
        var bytes = Encoding.ASCII.GetBytes($"{line}\n");
        _ = Write(descriptor, bytes, (nuint)bytes.Length);
    }

    public static void Close(int descriptor) => _ = CloseDescriptor(descriptor);

    [DllImport("libc", EntryPoint = "prctl")]
    private static extern int ProcessControl(int option, nuint a, nuint b, nuint c, nuint d);

    [DllImport("libc", EntryPoint = "signal")]
    private static extern nint SetHandler(int signal, nint handler);

    [DllImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static extern int WaitForProcess(int process, out int status, int options);

    [DllImport("libc", EntryPoint = "pipe2")]
    private static extern int Pipe(int[] ends, int flags);

    [DllImport("libc", EntryPoint = "write")]
    private static extern nint Write(int descriptor, byte[] bytes, nuint count);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int CloseDescriptor(int descriptor);

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
