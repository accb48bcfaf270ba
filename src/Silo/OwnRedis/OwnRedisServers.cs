using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LockActors.Silo.OwnRedis;

/// <summary>redis-server processes of a server's own, on free loopback ports, without persistence: to try things out.
/// They end with the process that started them.</summary>
internal sealed class OwnRedisServers : IDisposable
{
    private static readonly string LoopbackAddress = IPAddress.Loopback.ToString();

    private readonly List<Process> _processes = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lockactors-redis-");

    private OwnRedisServers() => AppDomain.CurrentDomain.ProcessExit += OnExit;

    /// <summary>Where they listen, as <c>host:port</c>.</summary>
    public IReadOnlyList<string> EndPoints { get; private set; } = [];

    /// <summary>Starts some servers. They answer a moment later.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no redis-server on the path.</exception>
    public static OwnRedisServers Start(int count)
    {
        var servers = new OwnRedisServers();
        try
        {
            servers.EndPoints = [.. Enumerable.Range(0, count).Select(_ => servers.StartOne())];
            return servers;
        }
        catch
        {
            servers.Dispose();
            throw;
        }
    }

    /// <summary>Ends the servers; what they held is gone.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        foreach (var process in _processes)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        _processes.Clear();
        if (_folder.Exists)
        {
            _folder.Delete(recursive: true);
            _folder.Refresh();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string StartOne()
    {
        var port = FreePort();
        var start = new ProcessStartInfo("redis-server",
        [
            "--bind", LoopbackAddress, "--port", $"{port}", "--dir", _folder.FullName,
            "--save", "", "--appendonly", "no", "--logfile", $"redis-{port}.log",
        ]);
        _processes.Add(Process.Start(start) ?? throw new InvalidOperationException("redis-server did not start."));
        return $"{LoopbackAddress}:{port}";
    }

    private void OnExit(object? sender, EventArgs e) => Dispose();
}
