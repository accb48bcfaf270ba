using System.Diagnostics;
using System.Text.Json;
using LockActors.TestKit;

namespace LockActors.Redis.Tests;

/// <summary>Runs the outside clients of the folder <c>interop</c>.</summary>
internal static class Interop
{
    private const string NodePackages = "redlock@4.2.0 ioredis@5";

    private static readonly string Scripts = Path.Combine(AppContext.BaseDirectory, "interop");

    /// <summary>Why npm's redlock cannot be run here; null when it can. Installs it beside the test's assembly the
    /// first time.</summary>
    public static async Task<string?> PrepareNodeAsync()
    {
        if (Executables.Find("node") is null || Executables.Find("npm") is null)
        {
            return "node and npm are not on PATH";
        }

        if (Directory.Exists(Path.Combine(Scripts, "node_modules", "redlock")))
        {
            return null;
        }

        string[] arguments = ["install", "--no-package-lock", "--no-audit", "--no-fund", "--silent",
            .. NodePackages.Split(' ')];
        using var npm = Process.Start(new ProcessStartInfo("npm", arguments) { WorkingDirectory = Scripts })!;
        await npm.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return npm.ExitCode == 0 ? null : "npm could not install redlock and ioredis";
    }

    public static Task<Tally> RunNodeAsync(string ports, string resource, int seconds) =>
        RunAsync("node", ["redlock-worker.js", ports, resource, $"{seconds}"]);

    public static Task<Tally> RunRedisCliAsync(int port, string resource, int seconds) =>
        RunAsync("bash", ["redis-cli-worker.sh", $"{port}", resource, $"{seconds}"]);

    private static async Task<Tally> RunAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Scripts,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.True(process.ExitCode == 0, $"{program} {arguments[0]} failed: {await errors}");
        return JsonSerializer.Deserialize<Tally>(await output, JsonSerializerOptions.Web)!;
    }

    /// <param name="Held">How often the client held the lock.</param>
    /// <param name="Violations">How often somebody else was inside as well.</param>
    internal sealed record Tally(int Held, int Violations);
}
