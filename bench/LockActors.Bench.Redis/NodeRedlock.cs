using System.Diagnostics;
using System.Globalization;
using LockActors.Bench.Harness;

namespace LockActors.Bench.Redis;

/// <summary>npm's redlock on the same servers, in a process of its own. Installed beside this program the first
/// time.</summary>
internal static class NodeRedlock
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "node");

    public static bool TryPrepare()
    {
        if (Directory.Exists(Path.Combine(Folder, "node_modules", "redlock")))
        {
            return true;
        }

        try
        {
            string[] arguments = ["install", "--no-package-lock", "--no-audit", "--no-fund", "--silent",
                "redlock@4.2.0", "ioredis@5"];
            using var npm = Process.Start(new ProcessStartInfo("npm", arguments) { WorkingDirectory = Folder })!;
            npm.WaitForExit();
            return npm.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    public static async Task<string> RunAsync(
        string name, Contest contest, IEnumerable<string> endPoints, TimeSpan duration)
    {
        var ports = string.Join(',', endPoints.Select(endPoint => endPoint[(endPoint.LastIndexOf(':') + 1)..]));
        string[] arguments =
        [
            "redlock-bench.js", ports, $"{contest.Workers}", contest.IsHot ? "true" : "false",
            duration.TotalSeconds.ToString(CultureInfo.InvariantCulture), name, contest.Name,
        ];
        using var node = Process.Start(new ProcessStartInfo("node", arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
        })!;
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        return output.Trim();
    }
}
