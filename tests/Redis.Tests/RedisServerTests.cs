using System.Net.Sockets;
using LockActors.TestKit;

namespace LockActors.Redis.Tests;

/// <summary>The helper that every Redis test stands on.</summary>
public sealed class RedisServerTests
{
    private static readonly RedisServerOptions Durable = new() { Durable = true };

    [RedisFact]
    public async Task Start_GivesAnEmptyServerOnItsOwnPort()
    {
        await using var first = await RedisServer.StartAsync();
        await using var second = await RedisServer.StartAsync();

        Assert.NotEqual(first.Port, second.Port);
        Assert.Equal(":0", await AskAsync(first, "DBSIZE"));
    }

    [RedisFact]
    public async Task Restart_OfADurableServer_KeepsDataOrNotAsAsked()
    {
        await using var server = await RedisServer.StartAsync(Durable);
        await AskAsync(server, "SET k v");

        await server.RestartAsync(keepData: true);
        Assert.Equal(":1", await AskAsync(server, "DBSIZE"));

        await server.RestartAsync(keepData: false);
        Assert.Equal(":0", await AskAsync(server, "DBSIZE"));
    }

    [RedisFact]
    public async Task Restart_KeepingDataOfAServerInMemory_IsRefused()
    {
        await using var server = await RedisServer.StartAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => server.RestartAsync(keepData: true));
    }

    [RedisFact]
    public async Task Freeze_LeavesARequestUnansweredUntilTheThaw()
    {
        await using var server = await RedisServer.StartAsync();

        await server.FreezeAsync();
        var answer = AskAsync(server, "PING");
        Assert.True(server.IsRunning);
        Assert.False(answer.IsCompleted);

        await server.ThawAsync();
        Assert.Equal("+PONG", await answer.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [RedisFact]
    public async Task Kill_RefusesConnections()
    {
        await using var server = await RedisServer.StartAsync();

        await server.KillAsync();

        Assert.False(server.IsRunning);
        await Assert.ThrowsAsync<SocketException>(() => AskAsync(server, "PING"));
    }

    [RedisFact]
    public async Task Start_WithArguments_HandsThemOn()
    {
        var options = new RedisServerOptions { ExtraArguments = ["--databases", "3"] };
        await using var server = await RedisServer.StartAsync(options);

        Assert.StartsWith("-ERR", await AskAsync(server, "SELECT 3"), StringComparison.Ordinal);
    }

    private static async Task<string?> AskAsync(RedisServer server, string command)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", server.Port);
        await using var writer = new StreamWriter(socket.GetStream()) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync(command);
        using var reader = new StreamReader(socket.GetStream());
        return await reader.ReadLineAsync();
    }
}
