using System.ComponentModel;
using System.Diagnostics;

namespace LockActors.Redis.Tests;

/// <summary>npm's redlock, for scripts that stand beside a program of this build. The benches use it too.</summary>
internal static class NodePackages
{
    private static readonly string[] Install =
        ["install", "--no-package-lock", "--no-audit", "--no-fund", "--silent", "redlock@4.2.0", "ioredis@5"];

    /// <summary>Installs it the first time. Why it cannot be run here; null when it can.</summary>
    /// <param name="folder">The folder of the scripts.</param>
    public static async Task<string?> InstallAsync(string folder)
    {
        if (Directory.Exists(Path.Combine(folder, "node_modules", "redlock")))
        {
            return null;
        }

        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", Install) { WorkingDirectory = folder })!;
            await npm.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
            return npm.ExitCode == 0 ? null : "npm could not install redlock and ioredis";
        }
        catch (Win32Exception)
        {
            return "npm is not on PATH";
        }
    }
}
