using System.ComponentModel;
using System.Diagnostics;

namespace LockActors.Cli.Processes;

/// <summary>A command on a system other than Linux, as .NET starts it: signals and the grace are for the command
/// alone.</summary>
internal sealed class PlainChild : Child
{
    private readonly Process _process;

    private PlainChild(Process process)
    {
        _process = process;
        Ended = WaitAsync();
    }

    public override Task<int> Ended { get; }

    /// <inheritdoc cref="Child.Start"/>
    public static new PlainChild? Start(
        string path, string[] words, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(path, words.Skip(1)) { UseShellExecute = false };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start) is { } process ? new PlainChild(process) : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    public override void Send(int signal)
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

    public override async Task StopAsync(TimeSpan grace)
    {
        if (!OperatingSystem.IsWindows())
        {
            Send(Native.SigTerm);
            try
            {
                await Ended.WaitAsync(grace, TimeProvider.System).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // It had its time.
            }
        }

        _process.Kill(entireProcessTree: true);
        await Ended.ConfigureAwait(false);
    }

    public override void Dispose() => _process.Dispose();

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        return _process.ExitCode;
    }
}
