using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LockActors.TestKit;

/// <summary>Stops processes where they stand, and lets them go on.</summary>
public static class Signals
{
    private static readonly int StopSignal = OperatingSystem.IsMacOS() ? 17 : 19;
    private static readonly int ContinueSignal = OperatingSystem.IsMacOS() ? 19 : 18;
    private const int HangUpSignal = 1;
    private const int QuitSignal = 3;
    private const int TerminateSignal = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Sends SIGSTOP, and returns when the process stands still.</summary>
    public static Task FreezeAsync(this Process process) => SendAsync(process, StopSignal, frozen: true);

    /// <summary>Sends SIGCONT, and returns when the process runs again.</summary>
    public static Task ThawAsync(this Process process) => SendAsync(process, ContinueSignal, frozen: false);

    /// <summary>Sends SIGTERM: the process is asked to end in order.</summary>
    public static void Terminate(this Process process) => Send(process, TerminateSignal);

    /// <summary>Sends SIGHUP: a terminal closes, or a log was rotated.</summary>
    public static void HangUp(this Process process) => Send(process, HangUpSignal);

    /// <summary>Sends SIGQUIT: PostgreSQL ends at once and ends its own processes.</summary>
    public static void Quit(this Process process) => Send(process, QuitSignal);

    private static void Send(Process process, int signal)
    {
        ArgumentNullException.ThrowIfNull(process);
        if (Kill(process.Id, signal) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    private static async Task SendAsync(Process process, int signal, bool frozen)
    {
        var id = process.Id;
        if (Kill(id, signal) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        if (OperatingSystem.IsLinux())
        {
            await Poll.UntilAsync(() => IsFrozen(id) == frozen, $"process {id} to obey signal {signal}", Patience);
        }
    }

    /// <summary>The state letter follows the program name, which stands in parentheses; T is stopped.</summary>
    private static bool IsFrozen(int id)
    {
        var status = File.ReadAllText($"/proc/{id}/stat");
        return status[status.LastIndexOf(')') + 2] == 'T';
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int processId, int signal);
}
