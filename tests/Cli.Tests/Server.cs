using LockActors.Client.Http;
using LockActors.TestKit;

namespace LockActors.Cli.Tests;

/// <summary>A server on free ports, in a process of its own.</summary>
internal sealed class Server : IDisposable
{
    private readonly Started _process;

    private Server(Started process, string address)
    {
        _process = process;
        Address = address;
        Service = new HttpLockService(new Uri(address));
    }

    public string Address { get; }

    public HttpLockService Service { get; }

    public static async Task<Server> StartAsync(params string[] args)
    {
        var process = Run(["--port", "0", .. args]);
        var line = await process.ReadLineAsync();
        Assert.StartsWith("LockActors (silo) listening on http://127.0.0.1:", line, StringComparison.Ordinal);
        return new Server(process, line!.Split(' ')[^1]);
    }

    public static Started Run(params string[] args) =>
        Started.Run("LockActors.Silo", "LockActors.Silo", args);

    public Task WaitersAsync(LockKey key, int count) => Poll.UntilAsync(
        async () => (await Service.GetAsync(key)).WaiterCount == count, $"{count} waiters", Started.Patience);

    public Task HeldAsync(LockKey key) => Poll.UntilAsync(
        async () => (await Service.GetAsync(key)).State == LockState.Held, "a holder", Started.Patience);

    public void Signal(int signal) => _process.Signal(signal);

    public async Task<int> StopAsync(int signal)
    {
        _process.Signal(signal);
        return await _process.ExitCodeAsync();
    }

    public void Dispose()
    {
        Service.Dispose();
        _process.Dispose();
    }
}
