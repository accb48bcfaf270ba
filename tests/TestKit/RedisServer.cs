using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LockActors.TestKit;

/// <summary>A redis-server process of the test's own, on a free loopback port and a folder of its own.</summary>
public sealed partial class RedisServer : IAsyncDisposable
{
    private const int StartAttempts = 5;
    private static readonly string? Executable = Executables.Find("redis-server");
    private readonly RedisServerOptions _options;
    private readonly string _folder = Directory.CreateTempSubdirectory("lockactors-redis-").FullName;
    private Process? _process;

    private RedisServer(RedisServerOptions options)
    {
        _options = options;
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
    }

    /// <summary>Why Redis tests are skipped; null when they run.</summary>
    public static string? WhyMissing => Executable is null ? "redis-server is not on PATH" : null;

    /// <summary>The port on 127.0.0.1. It stays the same over restarts.</summary>
    public int Port { get; private set; }

    /// <summary>Where to connect: <c>127.0.0.1:port</c>.</summary>
    public string EndPoint => $"{IPAddress.Loopback}:{Port}";

    /// <summary>True from start to kill, frozen or not.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Starts a server and waits until it answers.</summary>
    public static async Task<RedisServer> StartAsync(RedisServerOptions? options = null)
    {
        var server = new RedisServer(options ?? new RedisServerOptions());
        try
        {
            await server.StartOnFreePortAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the process at once, as a crash does (SIGKILL). Does nothing when it is not running.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
        {
            return;
        }

        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Stops the process without ending it (SIGSTOP): connections stay open and nothing answers.</summary>
    public Task FreezeAsync() => Running().FreezeAsync();

    /// <summary>Lets a frozen process go on (SIGCONT).</summary>
    public Task ThawAsync() => Running().ThawAsync();

    /// <summary>Kills the server and starts it again on the same port.</summary>
    /// <param name="keepData">True needs <see cref="RedisServerOptions.Durable"/>; false starts empty.</param>
    public async Task RestartAsync(bool keepData)
    {
        if (keepData && !_options.Durable)
        {
            throw new InvalidOperationException("Only a durable server keeps its data over a kill.");
        }

        await KillAsync();
        if (!keepData)
        {
            ClearFolder();
        }

        if (!await TryStartAsync(Port))
        {
            throw new InvalidOperationException($"redis-server ended at its restart:\n{ReadLog()}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        await KillAsync();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task StartOnFreePortAsync()
    {
        // Another process may take the port between the look and the start; then redis-server ends and the next try
        // looks for another port.
        for (var attempt = 0; attempt < StartAttempts; attempt++)
        {
            var port = FindFreePort();
            if (await TryStartAsync(port))
            {
                Port = port;
                return;
            }
        }

        throw new InvalidOperationException($"redis-server ended {StartAttempts} times at its start:\n{ReadLog()}");
    }

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, port: 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void ClearFolder()
    {
        Directory.Delete(_folder, recursive: true);
        Directory.CreateDirectory(_folder);
    }

    private void KillAtExit(object? sender, EventArgs e) => _process?.Kill();
}
