using System.Diagnostics;
using System.Text.Json;
using LockActors.TestKit;

namespace LockActors.Redis.Tests;

/// <summary>Runs the outside clients of the folder <c>interop</c>.</summary>
internal static class Interop
{
    private static readonly string Scripts = Path.Combine(AppContext.BaseDirectory, "interop");

    /// <summary>Why npm's redlock cannot be run here; null when it can.</summary>
    public static async Task<string?> PrepareNodeAsync() =>
        Executables.Find("node") is null ? "node is not on PATH" : await NodePackages.InstallAsync(Scripts);

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
    /// <param name="Violations">How often another client was inside as well.</param>
    internal sealed record Tally(int Held, int Violations);
}
