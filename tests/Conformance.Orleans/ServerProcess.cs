using System.Diagnostics;
using LockActors.Client.Http;
using LockActors.TestKit;

namespace LockActors.Conformance.Orleans;

/// <summary>The server as it is shipped: a silo process, asked over HTTP.</summary>
public abstract class ServerProcess : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private IAsyncDisposable? _store;
    private Process? _process;
    private HttpLockService? _service;

    /// <summary>The way to the server.</summary>
    public ILockService Service => _service ?? throw new InvalidOperationException("The server has not started.");

    /// <summary>Why the tests are skipped; null when they run.</summary>
    public abstract string? WhyMissing { get; }

    /// <summary>Starts where the server keeps its leases.</summary>
    /// <returns>That, and the server's arguments.</returns>
    protected abstract Task<(IAsyncDisposable Store, string[] Args)> StartStoreAsync();

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (WhyMissing is not null)
        {
            return;
        }

        (_store, var args) = await StartStoreAsync();
        var ports = FreePorts.Find(3);
        var start = Executables.OfThisBuild(
            "LockActors.Silo",
            [
                "--port", $"{ports[0]}", "--silo-port", $"{ports[1]}", "--gateway-port", $"{ports[2]}",
                .. args,
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
        if (_store is not null)
        {
            await _store.DisposeAsync();
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
