using System.Diagnostics;
using System.Net;
using LockActors.TestKit;

namespace LockActors.Bench.Kills;

/// <summary>A silo in a process of its own. One that ends unasked is not started again: the run fails.</summary>
internal sealed class LockServer : IAsyncDisposable
{
    private const string Project = "LockActors.Silo";
    private const int LinesKept = 30;
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(20);

    private readonly Queue<string> _lines = [];
    private readonly Process _process;

    private LockServer(IEnumerable<string> masters)
    {
        var ports = FreePorts.Find(3);
        Address = new Uri($"http://{IPAddress.Loopback}:{ports[0]}");
        var redis = masters.ToList();
        string[] store = redis.Count == 1 ? ["redis"] : ["redlock", "--redis-young", "allow"];
        var start = Executables.OfThisBuild(Project,
        [
            "--port", $"{ports[0]}", "--silo-port", $"{ports[1]}", "--gateway-port", $"{ports[2]}",
            "--redis", string.Join(',', redis), "--store", .. store,
        ]);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Add(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
    }

    public Uri Address { get; }

    public bool HasEnded => _process.HasExited;

    /// <summary>What it said last.</summary>
    public string Tail
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    /// <summary>The version of the Redis client that the server runs on.</summary>
    public static string RedisClient
    {
        get
        {
            var silo = Executables.OfThisBuild(Project, []).ArgumentList.Last();
            var file = Path.Combine(Path.GetDirectoryName(silo)!, "StackExchange.Redis.dll");
            return FileVersionInfo.GetVersionInfo(file).ProductVersion?.Split('+')[0] ?? "?";
        }
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    public static async Task<LockServer> StartAsync(IEnumerable<string> masters)
    {
        var server = new LockServer(masters);
        try
        {
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
            await Poll.UntilAsync(
                () => server.IsReadyAsync(http), () => $"the lock server to be ready; it says:\n{server.Tail}",
                StartPatience);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        if (!_process.HasExited)
        {
            _process.Terminate();
            try
            {
                await _process.WaitForExitAsync().WaitAsync(StopPatience);
            }
            catch (TimeoutException)
            {
                _process.Kill();
            }
        }

        _process.Dispose();
    }

    private async Task<bool> IsReadyAsync(HttpClient http)
    {
        if (HasEnded)
        {
            throw new InvalidOperationException($"The lock server ended at its start; it says:\n{Tail}");
        }

        try
        {
            using var answer = await http.GetAsync(new Uri(Address, "/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private void KillAtExit(object? sender, EventArgs e) => _process.Kill();

    private void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > LinesKept)
            {
                _lines.Dequeue();
            }
        }
    }
}
