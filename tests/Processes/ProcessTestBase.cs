using LockActors.Client.Http;
using LockActors.TestKit;

namespace LockActors.Processes;

/// <summary>A server on a free port and clients, each in a process of its own.</summary>
public abstract class ProcessTestBase : IAsyncLifetime
{
    protected const string Key = "frozen";
    private protected static readonly TimeSpan Window = LockLimits.Default.ConfirmWindow;

    /// <summary>For a busy machine.</summary>
    private protected static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private readonly List<ChildProcess> _clients = [];
    private string _address = "";

    private protected ChildProcess Server { get; private set; } = null!;

    /// <summary>Looks at the server from the test's own process.</summary>
    private protected HttpLockService Service { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await StartServerAsync("0");
        Service = new HttpLockService(new Uri(_address));
    }

    public Task DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        Service.Dispose();
        Server.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Kills the server and starts another on the same port, which knows nothing.</summary>
    private protected async Task RestartServerAsync()
    {
        await Server.KillAsync();
        Server.Dispose();
        await StartServerAsync($"{new Uri(_address).Port}");
    }

    private protected ChildProcess Client(TimeSpan ttl)
    {
        var client = new ChildProcess(
            "LockActors.ClientProcess", _address, Key, $"{(int)ttl.TotalMilliseconds}");
        _clients.Add(client);
        return client;
    }

    private protected async Task<(ChildProcess Process, long Token)> HolderAsync(TimeSpan ttl)
    {
        var holder = Client(ttl);
        return (holder, await TokenOfAsync(holder));
    }

    /// <summary>A client that stands in the queue at this place.</summary>
    private protected async Task<ChildProcess> WaiterAsync(TimeSpan ttl, int place)
    {
        var waiter = Client(ttl);
        await WaitersAsync(place);
        return waiter;
    }

    private protected static async Task<long> TokenOfAsync(ChildProcess client) =>
        long.Parse(await client.HearAsync("granted "), System.Globalization.CultureInfo.InvariantCulture);

    private protected async Task<long?> HolderTokenAsync() => (await Service.GetAsync(Key)).Holder?.Token.Value;

    private protected Task WaitersAsync(int count) => Poll.UntilAsync(
        async () => (await Service.GetAsync(Key)).WaiterCount == count, $"{count} waiters", ChildProcess.Patience);

    /// <summary>The lock is free and has no waiter, and no call waits for that.</summary>
    private protected async Task NothingIsLeftAsync()
    {
        var left = await Service.GetAsync(Key);
        Assert.Equal((LockState.Free, 0), (left.State, left.WaiterCount));
    }

    private protected static async Task ReleasesAsync(ChildProcess client)
    {
        client.Tell("release");
        Assert.Equal("True", await client.HearAsync("released "));
    }

    private async Task StartServerAsync(string port)
    {
        Server = new ChildProcess("LockActors.Silo", "--port", port);
        _address = (await Server.HearAsync("LockActors (silo) listening on ")).Trim();
    }
}
