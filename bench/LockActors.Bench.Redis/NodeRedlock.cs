using System.Diagnostics;
using System.Globalization;
using LockActors.Bench.Harness;
using LockActors.Redis.Tests;

namespace LockActors.Bench.Redis;

/// <summary>npm's redlock on the same servers, in a process of its own. Installed beside this program the first
/// time.</summary>
internal static class NodeRedlock
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "node");

    public static async Task<bool> TryPrepareAsync() => await NodePackages.InstallAsync(Folder) is null;

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
