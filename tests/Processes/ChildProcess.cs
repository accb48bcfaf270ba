using System.Diagnostics;
using LockActors.TestKit;

namespace LockActors.Processes;

/// <summary>A process of this build, which speaks in lines.</summary>
internal sealed class ChildProcess : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];

    public ChildProcess(string project, params string[] args)
        : this(Executables.OfThisBuild(project, args))
    {
    }

    public ChildProcess(ProcessStartInfo start)
    {
        Process = Process.Start(start)!;
        Process.OutputDataReceived += (_, line) => Add(line.Data);
        Process.ErrorDataReceived += (_, line) => Add(line.Data);
        Process.BeginOutputReadLine();
        Process.BeginErrorReadLine();
    }

    public Process Process { get; }

    /// <summary>What it said so far.</summary>
    public string[] Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>The first line from <paramref name="from"/> on that begins so, once it was said; without that
    /// beginning.</summary>
    public async Task<string> HearAsync(string beginning, int from = 0)
    {
        string? heard = null;
        await Poll.UntilAsync(
            () => (heard = Lines.Skip(from).FirstOrDefault(
                line => line.StartsWith(beginning, StringComparison.Ordinal))) is not null,
            $"'{beginning}' from {Process.StartInfo.ArgumentList[0]}", Patience);
        return heard![beginning.Length..].Trim();
    }

    public void Tell(string command) => Process.StandardInput.WriteLine(command);

    public async Task KillAsync()
    {
        Process.Kill();
        await Process.WaitForExitAsync();
    }

    public void Dispose()
    {
        // Also one that stands still.
        Process.Kill();
        Process.Dispose();
    }

    private void Add(string? line)
    {
        if (line is not null)
        {
            lock (_gate)
            {
                _lines.Add(line);
            }
        }
    }
}
