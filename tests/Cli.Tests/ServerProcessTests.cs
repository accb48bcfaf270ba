using System.Net;
using LockActors.Cli.Processes;
using LockActors.TestKit;

namespace LockActors.Cli.Tests;

/// <summary>The server as an operator starts and stops it.</summary>
public sealed class ServerProcessTests
{
    private const int SigInt = 2;

    [Theory]
    [InlineData(SigInt)]
    [InlineData(Native.SigTerm)]
    public async Task Signal_StopsItInOrder_AlsoWhileRequestsAreHeld(int signal)
    {
        using var server = await Server.StartAsync();
        await server.Service.AcquireAsync("k", new LockRequest { Id = RequestId.New() });
        var request = new LockRequest { Id = RequestId.New(), Wait = TimeSpan.FromMinutes(1) };
        using var give = new CancellationTokenSource();
        var waiting = server.Service.AcquireAsync("k", request, give.Token).AsTask();
        await server.WaitersAsync("k", 1);
        var since = LivedTime.Now;

        Assert.Equal(0, await server.StopAsync(signal));

        // The held request alone would have gone on for a minute.
        Assert.InRange(LivedTime.Since(since).TotalSeconds, 0, 15);
        Assert.False(waiting.IsCompleted);
        await give.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Drain_IsUnreadyWhileItGoesOn_AndASecondInterruptEndsAtOnce()
    {
        using var server = await Server.StartAsync("--Drain:Delay", "10m");
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = new Uri(server.Address),
        };

        server.Signal(Native.SigTerm);

        await Poll.UntilAsync(
            async () => await StatusAsync("/health/ready") == HttpStatusCode.ServiceUnavailable,
            "an unready server", Started.Patience);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/health/live"));
        Assert.True((await server.Service.AcquireAsync("k", new LockRequest { Id = RequestId.New() })).IsGranted);
        Assert.Equal(130, await server.StopAsync(SigInt));

        async Task<HttpStatusCode> StatusAsync(string path)
        {
            using var response = await http.GetAsync(path);
            return response.StatusCode;
        }
    }

    [Theory]
    [InlineData("'--frob'", "--frob")]
    [InlineData("0 to 65535", "--port", "70000")]
    public async Task BadFlag_IsNamed(string names, params string[] args)
    {
        using var process = Server.Run(args);

        Assert.Equal(ExitCodes.Usage, await process.ExitCodeAsync());
        Assert.Contains(names, await process.Error, StringComparison.Ordinal);
        Assert.Equal("", await process.ReadToEndAsync());
    }

    [Fact]
    public async Task PortInUse_IsOneClearLine()
    {
        using var server = await Server.StartAsync();
        var port = new Uri(server.Address).Port;
        using var second = Server.Run("--port", $"{port}");

        Assert.Equal(ExitCodes.NoServer, await second.ExitCodeAsync());
        Assert.Equal(
            $"LockActors (silo): port {port} on 127.0.0.1 is in use; choose another with --port N.\n",
            await second.Error);
    }

    [Fact]
    public async Task Demo_ShowsLocksWithAQueue()
    {
        using var server = await Server.StartAsync("--demo");

        await Poll.UntilAsync(
            async () => (await server.Service.ListAsync(new LockQuery { Prefix = "demo/" })).Locks
                .Any(found => found is { Holder: not null, WaiterCount: > 0 }),
            "a lock that is waited for", Started.Patience);
    }
}
