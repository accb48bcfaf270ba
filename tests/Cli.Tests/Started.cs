using System.Diagnostics;
using System.Text;
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
    public static Started Run(string project, string assembly, string[] args, string? server = null) =>
        Run(Executables.OfThisBuild(project, args, assembly), server);

    /// <summary>Runs a process that was made ready by the test.</summary>
    public static Started Run(ProcessStartInfo start, string? server = null)
    {
        start.Environment["LOCKACTORS_SERVER"] = server;
        start.Environment["LOCK_LEASE"] = null;
        start.Environment["LOCKACTORS_API_KEY"] = null;
        return new Started(Process.Start(start)!);
    }

    public static Started LockCtl(string? server, params string[] args) =>
        Run("LockActors.Cli", "lockctl", args, server);

    /// <summary>lockctl, started by another program, such as env, that becomes lockctl.</summary>
    public static Started LockCtlBehind(string[] program, string? server, params string[] args)
    {
        var start = Executables.OfThisBuild("LockActors.Cli", args, "lockctl");
        string[] own = [start.FileName, .. start.ArgumentList];

        // What the program in front does to signals must not be undone behind it.
        var dotnet = Array.IndexOf(own, "dotnet");
        string[] words = [.. own[..dotnet], .. program, .. own[dotnet..]];
        start.FileName = words[0];
        start.ArgumentList.Clear();
        Array.ForEach(words[1..], start.ArgumentList.Add);
        return Run(start, server);
    }

    /// <summary>lockctl in the foreground of a terminal of its own, on which <see cref="Write"/> types.</summary>
    /// <param name="redirection">What a shell redirects, such as "&lt; FILE".</param>
    /// <param name="server">The server.</param>
    /// <param name="args">The arguments.</param>
    public static Started LockCtlOnTerminal(string redirection, string? server, params string[] args)
    {
        var lockctl = Executables.OfThisBuild("LockActors.Cli", args, "lockctl");
        var words = lockctl.ArgumentList.Prepend(lockctl.FileName)
            .Select(word => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'");

        // A shell that stayed as lockctl's parent, as dash does, would be ended by ctrl-C itself.
        return Run(
            new ProcessStartInfo("script", ["-qfec", $"exec {string.Join(' ', words)} {redirection}", "/dev/null"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
            server);
    }

    /// <summary>Runs lockctl to its end.</summary>
    public static async Task<(int Code, string Output, string Error)> LockCtlAsync(string? server, params string[] args)
    {
        using var started = LockCtl(server, args);
        var output = await started.ReadToEndAsync();
        return (await started.ExitCodeAsync(), output, await started.Error);
    }

    public async Task<string?> ReadLineAsync() => await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);

    public Task<string> ReadToEndAsync() => _process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);

    /// <summary>Reads up to a text; what came before it.</summary>
    public async Task<string> ReadUntilAsync(string text)
    {
        var read = new StringBuilder();
        var letter = new char[1];
        while (!read.ToString().EndsWith(text, StringComparison.Ordinal))
        {
            Assert.Equal(1, await _process.StandardOutput.ReadAsync(letter).AsTask().WaitAsync(Patience));
            read.Append(letter);
        }

        return read.ToString(0, read.Length - text.Length);
    }

    public void Write(string text)
    {
        _process.StandardInput.Write(text);
        _process.StandardInput.Flush();
    }

    /// <summary>Lets a command that reads its standard input go on.</summary>
    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>What is written from now on is not read.</summary>
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
