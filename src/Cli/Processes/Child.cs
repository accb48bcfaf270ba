using System.ComponentModel;
using System.Diagnostics;

namespace LockActors.Cli.Processes;

/// <summary>The command that runs while the lock is held. Standard input, output and error are those of
/// lockctl.</summary>
internal sealed class Child : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;

    private Child(Process process) => _process = process;

    /// <summary>Starts a command; null when the system refuses.</summary>
    public static Child? Start(string path, string[] words, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(path, words.Skip(1)) { UseShellExecute = false };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start) is { } process ? new Child(process) : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Waits until the command has ended; its exit code, or 128 and the signal that ended it.</summary>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return _process.ExitCode;
    }

    /// <summary>Passes a signal on.</summary>
    public void Send(int signal)
    {
        if (_process.HasExited)
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            // There are no signals to pass on.
            _process.Kill(entireProcessTree: true);
        }
        else
        {
            Native.Send(_process.Id, signal);
        }
    }

    /// <summary>Ends the command and whatever it started: SIGTERM, and SIGKILL for those that still run when the grace
    /// is over. Elsewhere than on Linux, only the command itself has the grace.</summary>
    public Task StopAsync(TimeSpan grace) =>
        OperatingSystem.IsLinux() ? StopFamilyAsync(grace) : StopElsewhereAsync(grace);

    private async Task StopElsewhereAsync(TimeSpan grace)
    {
        if (!OperatingSystem.IsWindows())
        {
            Send(Native.SigTerm);
            try
            {
                await _process.WaitForExitAsync().WaitAsync(grace, TimeProvider.System).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // It had its time.
            }
        }

        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().ConfigureAwait(false);
    }

    private async Task StopFamilyAsync(TimeSpan grace)
    {
        var time = TimeProvider.System;
        var killAt = time.Monotonic() + grace;
        var family = ProcessTree.Of(_process.Id);
        foreach (var member in family)
        {
            member.Send(Native.SigTerm);
        }

        while (family.Any(member => member.IsRunning) && time.Monotonic() < killAt)
        {
            await Task.Delay(Look, time).ConfigureAwait(false);
        }

        foreach (var member in family.Concat(ProcessTree.Of(_process.Id)))
        {
            member.Send(Native.SigKill);
        }

        await _process.WaitForExitAsync().ConfigureAwait(false);
    }

    public void Dispose() => _process.Dispose();
}
