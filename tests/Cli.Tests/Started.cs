using System.Diagnostics;
using LockActors.Cli.Processes;
using LockActors.TestKit;

namespace LockActors.Cli.Tests;

/// <summary>A process of this build that runs beside the tests.</summary>
internal sealed class Started : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly Process _process;

    private Started(Process process)
    {
        _process = process;
        Error = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public Task<string> Error { get; }

    /// <summary>Runs an executable of this build: the project's name and the assembly's.</summary>
    public static Started Run(string project, string assembly, string[] args, string? server = null)
    {
        var start = Executables.OfThisBuild(project, args, assembly);
        start.Environment["LOCKACTORS_SERVER"] = server;
        start.Environment["LOCK_LEASE"] = null;
        start.Environment["LOCKACTORS_API_KEY"] = null;
        return new Started(Process.Start(start)!);
    }

    public static Started LockCtl(string? server, params string[] args) =>
        Run("LockActors.Cli", "lockctl", args, server);

    /// <summary>Runs lockctl to its end.</summary>
    public static async Task<(int Code, string Output, string Error)> LockCtlAsync(string? server, params string[] args)
    {
        using var started = LockCtl(server, args);
        var output = await started.ReadToEndAsync();
        return (await started.ExitCodeAsync(), output, await started.Error);
    }

    public async Task<string?> ReadLineAsync() => await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);

    public Task<string> ReadToEndAsync() => _process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);

    /// <summary>Lets a command that reads its standard input go on.</summary>
    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>What is written from now on reaches nobody.</summary>
    public void CloseOutput() => _process.StandardOutput.Close();

    public void Signal(int signal) => Native.Send(_process.Id, signal);

    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
