using System.Diagnostics;

namespace LockActors.TestKit;

/// <summary>Finds programs.</summary>
public static class Executables
{
    /// <summary>What starts an executable of this build: the name of its project and its arguments.</summary>
    /// <param name="project">The project.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="assembly">The name of its assembly. Default: the project's.</param>
    public static ProcessStartInfo OfThisBuild(string project, IEnumerable<string> args, string? assembly = null)
    {
        // artifacts/bin/PROJECT/CONFIGURATION
        var here = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var bin = Path.GetDirectoryName(Path.GetDirectoryName(here))!;
        var path = Path.Combine(bin, project, Path.GetFileName(here), $"{assembly ?? project}.dll");
        IEnumerable<string> command = ["dotnet", path, .. args];
        if (IgnoredSignals() is { Length: > 0 } ignored)
        {
            command = ["env", $"--default-signal={ignored}", .. command];
        }

        return new ProcessStartInfo(command.First(), command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    /// <summary>The full path of the first of these programs on PATH; null when none is there.</summary>
    public static string? Find(params string[] names)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return names
            .SelectMany(name => folders.Select(folder => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>The signals that this process ignores, as a shell's background jobs ignore SIGINT and nohup's SIGHUP:
    /// what the tests start would ignore them as well.</summary>
    private static string IgnoredSignals()
    {
        const string Ignored = "SigIgn:";
        (int Number, string Name)[] signals =
            [(1, "HUP"), (2, "INT"), (3, "QUIT"), (10, "USR1"), (12, "USR2"), (15, "TERM")];
        var line = OperatingSystem.IsLinux()
            ? File.ReadLines("/proc/self/status").FirstOrDefault(
                static line => line.StartsWith(Ignored, StringComparison.Ordinal))
            : null;
        var bits = line is null ? 0 : Convert.ToInt64(line[Ignored.Length..].Trim(), 16);
        return string.Join(
            ',', signals.Where(signal => (bits & (1L << (signal.Number - 1))) != 0).Select(signal => signal.Name));
    }
}
