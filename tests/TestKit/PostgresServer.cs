using System.Diagnostics;
using System.Net;
using Npgsql;

namespace LockActors.TestKit;

/// <summary>A PostgreSQL of the test's own, on a free loopback port and a folder of its own.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "postgres";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly string? Bin = FindBin();
    private static readonly string? AsUser = Environment.UserName == "root" ? Executables.Find("setpriv") : null;

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"lockactors-postgres-{Guid.NewGuid():N}");
    private Process? _process;

    private PostgresServer() => AppDomain.CurrentDomain.ProcessExit += KillAtExit;

    /// <summary>Why PostgreSQL tests are skipped; null when they run.</summary>
    public static string? WhyMissing => Bin is null
        ? "postgres and initdb are neither on PATH nor in /usr/lib/postgresql"
        : Environment.UserName == "root" && AsUser is null ? "PostgreSQL does not run as root, and setpriv is missing"
        : null;

    /// <summary>The port on 127.0.0.1. It stays the same over restarts.</summary>
    public int Port { get; private set; }

    /// <summary>A connection string of Npgsql.</summary>
    public string Connection => $"Host={IPAddress.Loopback};Port={Port};Username={User};Database={User}";

    /// <summary>From start to kill.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Starts a server and waits until it answers.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        var server = new PostgresServer();
        try
        {
            await RunAsync("initdb", "-D", server._folder, "-U", User, "--auth=trust", "--no-sync", "-E", "UTF8");
            server.Port = FreePorts.Find(1)[0];
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it after a kill, with what it had committed.</summary>
    public async Task StartAgainAsync()
    {
        // What is written is for the kernel to keep: a kill of the process loses nothing.
        _process = Process.Start(Command(
            "postgres", "-D", _folder, "-p", $"{Port}", "-c", "listen_addresses=127.0.0.1",
            "-c", "unix_socket_directories=", "-c", "fsync=off"))!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Poll.UntilAsync(AnswersAsync, $"PostgreSQL on port {Port}", Patience);
    }

    /// <summary>Ends it at once, as a crash does. Does nothing when it is not running.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
        {
            return;
        }

        _process.Quit();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Runs a statement.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create($"{Connection};Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Asks for a number.</summary>
    public async Task<long> CountAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create($"{Connection};Pooling=false");
        await using var command = source.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
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

    private static string? FindBin()
    {
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(static version => Path.Combine(version, "bin"))
            : [];
        var onPath = Executables.Find("initdb") is { } path ? [Path.GetDirectoryName(path)!] : Array.Empty<string>();
        return onPath.Concat(installed.OrderDescending(StringComparer.Ordinal)).FirstOrDefault(
            static folder => File.Exists(Path.Combine(folder, "initdb"))
                && File.Exists(Path.Combine(folder, "postgres")));
    }

    private static async Task RunAsync(string program, params string[] args)
    {
        using var process = Process.Start(Command(program, args))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} failed: {errors}{await output}");
        }
    }

    private static ProcessStartInfo Command(string program, params string[] args)
    {
        var path = Path.Combine(Bin ?? throw new InvalidOperationException(WhyMissing), program);
        string[] line = AsUser is null
            ? [path, .. args]
            : [AsUser, $"--reuid={User}", $"--regid={User}", "--clear-groups", path, .. args];
        return new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
    }

    private async Task<bool> AnswersAsync()
    {
        if (!IsRunning)
        {
            throw new InvalidOperationException("PostgreSQL ended at its start.");
        }

        try
        {
            return await CountAsync("SELECT 1") == 1;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private void KillAtExit(object? sender, EventArgs e)
    {
        if (IsRunning)
        {
            _process!.Quit();
        }
    }
}
