using System.Diagnostics;
using LockActors.TestKit;

namespace LockActors.Packages;

/// <summary>Runs the SDK that runs these tests.</summary>
internal static class Dotnet
{
    /// <summary>Room for a machine that is slow, and busy with other tests.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    /// <summary>Its exit code and all it wrote.</summary>
    public static async Task<(int Code, string Output)> RunAsync(string folder, params string[] args)
    {
        // A file, because a pipe would stay open in a compiler server that outlives the command.
        var log = Path.Combine(folder, $"{Guid.NewGuid():N}.log");
        var start = new ProcessStartInfo("sh", ["-c", "exec dotnet \"$@\" >\"$0\" 2>&1", log, .. args])
        {
            WorkingDirectory = folder,
        };
        Isolate(start.Environment);
        using var process = Process.Start(start)!;
        try
        {
            await Poll.UntilAsync(() => process.HasExited, $"dotnet {string.Join(' ', args)}", Patience);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }

        return (process.ExitCode, await File.ReadAllTextAsync(log));
    }

    /// <summary>What it wrote, of a command that must succeed.</summary>
    public static async Task<string> SucceedAsync(string folder, params string[] args)
    {
        var (code, output) = await RunAsync(folder, args);
        Assert.True(code == 0, $"dotnet {string.Join(' ', args)} ended with exit code {code}:\n{output}");
        return output;
    }

    /// <summary>Takes away what the command that started these tests set for its own build.</summary>
    private static void Isolate(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.Where(
            name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            environment.Remove(name);
        }

        environment["MSBUILDDISABLENODEREUSE"] = "1";
        environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
    }
}
