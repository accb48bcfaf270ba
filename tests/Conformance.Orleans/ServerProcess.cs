using System.Diagnostics;
using LockActors.Client.Http;
using LockActors.TestKit;

namespace LockActors.Conformance.Orleans;

/// <summary>The server as it is shipped: a silo process that keeps leases in Redis, asked over HTTP.</summary>
public sealed class ServerProcess : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private RedisServer? _redis;
    private Process? _process;
    private HttpLockService? _service;

    /// <summary>The way to the server.</summary>
    public ILockService Service => _service ?? throw new InvalidOperationException("The server has not started.");

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (RedisServer.WhyMissing is not null)
        {
            return;
        }

        _redis = await RedisServer.StartAsync();
        var ports = FreePorts.Find(3);
        var start = Executables.OfThisBuild(
            "LockActors.Silo",
            [
                "--port", $"{ports[0]}", "--silo-port", $"{ports[1]}", "--gateway-port", $"{ports[2]}",
                "--store", "redis", "--redis", _redis.EndPoint,
            ]);

        // What a lock means is tested here, not how fast this machine is.
        start.Environment["LOCKACTORS_STORE__COMMANDTIMEOUT"] = "00:00:10";
        _process = Process.Start(start)!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var address = new Uri($"http://127.0.0.1:{ports[0]}");
        await UntilReadyAsync(new Uri(address, "/health/ready"));
        _service = new HttpLockService(address);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        _service?.Dispose();
        _process?.Kill();
        _process?.Dispose();
        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }
    }

    private static async Task UntilReadyAsync(Uri health)
    {
        using var http = new HttpClient();
        await Poll.UntilAsync(
            async () =>
            {
                try
                {
                    using var answer = await http.GetAsync(health);
                    return answer.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            "the server to be ready",
            Patience);
    }
}
