using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LockActors.TestKit;

namespace LockActors.Silo.Tests;

/// <summary>The script behind <c>./run.sh --silos N</c>, with silo processes of this build.</summary>
public sealed class ClusterScriptTests
{
    private const int LowestPort = 20_000;
    private const int HighestPort = 30_000;
    private const int SiloPortAbove = 10_000;
    private const int GatewayPortAbove = 20_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [RedisFact]
    public async Task Cluster_SharesItsLocks_AndDrainsOnASignal()
    {
        var port = FindPort(2);
        using var script = Start("--silos", "2", "--port", $"{port}", "--store", "redis");
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        try
        {
            var redis = await ReadUntilAsync(script, "Redis: ");
            await ReadUntilAsync(script, "A cluster of 2 silos");
            using var body = new StringContent("{\"ttlMs\":60000}", null, "application/json");
            using var acquired = await http.PostAsync($"http://127.0.0.1:{port}/v1/locks/k/acquire", body);
            Assert.Equal(HttpStatusCode.OK, acquired.StatusCode);
            Assert.Contains(
                "\"state\":\"held\"", await http.GetStringAsync($"http://127.0.0.1:{port + 1}/v1/locks/k"),
                StringComparison.Ordinal);

            await StopAsync(script);
            Assert.Equal(0, script.ExitCode);
            var redisPort = int.Parse(redis.Split(' ')[1].Split(':')[1], null);
            Assert.False(Listens(redisPort), "The script's Redis still runs.");
        }
        finally
        {
            if (!script.HasExited)
            {
                script.Kill(entireProcessTree: true);
            }
        }
    }

    [RedisFact]
    public async Task Cluster_WithoutAStore_StartsOne()
    {
        using var script = Start("--silos", "2", "--port", $"{FindPort(2)}");
        try
        {
            await ReadUntilAsync(script, "Redis: ");
            await ReadUntilAsync(script, "A cluster of 2 silos");
        }
        finally
        {
            await StopAsync(script);
        }
    }

    [Fact]
    public async Task Cluster_InMemory_IsRefused()
    {
        using var script = Start("--silos", "2", "--store", "none");
        var error = await script.StandardError.ReadToEndAsync().WaitAsync(Patience);
        await script.WaitForExitAsync().WaitAsync(Patience);

        Assert.Equal(
            (64, "--store none is for one silo; several need redis, redlock or postgres\n"), (script.ExitCode, error));
    }

    [Fact]
    public async Task Cluster_InPostgresThatIsNotNamed_IsRefused()
    {
        using var script = Start("--silos", "2", "--store", "postgres");
        var error = await script.StandardError.ReadToEndAsync().WaitAsync(Patience);
        await script.WaitForExitAsync().WaitAsync(Patience);

        Assert.Equal(64, script.ExitCode);
        Assert.StartsWith("--store postgres needs --postgres 'Host=", error, StringComparison.Ordinal);
    }

    [PostgresFact(WithRedis = true)]
    public async Task Cluster_InPostgres_SharesItsLocks()
    {
        await using var postgres = await PostgresServer.StartAsync();
        var port = FindPort(2);
        using var script = Start("--silos", "2", "--port", $"{port}", "--postgres", postgres.Connection);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        try
        {
            await ReadUntilAsync(script, "A cluster of 2 silos");
            using var body = new StringContent("{\"ttlMs\":60000}", null, "application/json");
            using var acquired = await http.PostAsync($"http://127.0.0.1:{port}/v1/locks/k/acquire", body);
            Assert.Equal(HttpStatusCode.OK, acquired.StatusCode);
            Assert.Contains(
                "\"state\":\"held\"", await http.GetStringAsync($"http://127.0.0.1:{port + 1}/v1/locks/k"),
                StringComparison.Ordinal);
        }
        finally
        {
            await StopAsync(script);
        }
    }

    private static async Task StopAsync(Process script)
    {
        using (var signal = Process.Start("kill", ["-TERM", $"{script.Id}"]))
        {
            await signal.WaitForExitAsync();
        }

        await script.WaitForExitAsync().WaitAsync(Patience);
    }

    private static Process Start(params string[] args)
    {
        // artifacts/bin/PROJECT/CONFIGURATION
        var here = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var bin = Path.GetDirectoryName(Path.GetDirectoryName(here))!;
        var root = Path.GetFullPath(Path.Combine(bin, "..", ".."));
        var silo = Path.Combine(bin, "LockActors.Silo", Path.GetFileName(here), "LockActors.Silo.dll");
        var start = new ProcessStartInfo(Path.Combine(root, "eng", "cluster.sh"), [silo, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    private static async Task<string> ReadUntilAsync(Process process, string beginning)
    {
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The script ended without a line that begins with '{beginning}'.");
    }

    /// <summary>A port for HTTP such that all that the script derives from it are free.</summary>
    private static int FindPort(int silos) => Enumerable.Range(0, 1000)
        .Select(_ => Random.Shared.Next(LowestPort, HighestPort))
        .First(port => Enumerable.Range(port, silos)
            .SelectMany(http => new[] { http, http + SiloPortAbove, http + GatewayPortAbove })
            .All(IsFree));

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static bool Listens(int port)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
