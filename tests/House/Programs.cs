using System.Diagnostics;

namespace LockActors.House;

/// <summary>Runs programs that know a file format better than these tests could.</summary>
internal static class Programs
{
    public static bool IsOnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, name)));

    /// <summary>Its exit code and all it wrote.</summary>
    public static (int Code, string Output) Run(string name, params string[] args)
    {
        var start = new ProcessStartInfo(name, args)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{name} did not start.");
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
