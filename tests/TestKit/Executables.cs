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
        if (IgnoresInterrupts())
        {
            command = ["env", "--default-signal=INT", .. command];
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

    /// <summary>A shell lets what it starts in the background ignore SIGINT, and that passes on to what the tests
    /// start.</summary>
    private static bool IgnoresInterrupts()
    {
        const string Ignored = "SigIgn:";
        const int SigIntBit = 1 << (2 - 1);
        var line = OperatingSystem.IsLinux()
            ? File.ReadLines("/proc/self/status").FirstOrDefault(
                static line => line.StartsWith(Ignored, StringComparison.Ordinal))
            : null;
        return line is not null && (Convert.ToInt64(line[Ignored.Length..].Trim(), 16) & SigIntBit) != 0;
    }
}
