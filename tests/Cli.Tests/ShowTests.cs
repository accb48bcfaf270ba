using LockActors.TestKit;
using StackExchange.Redis;

namespace LockActors.Cli.Tests;

/// <summary>lockctl show.</summary>
public sealed class ShowTests
{
    [RedisFact]
    public async Task Show_OfALockThatAPlainRedisClientHolds_TellsForHowLong_AndWhichSiloKeepsIt()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var plain = await ConnectionMultiplexer.ConnectAsync(redis.EndPoint);
        using var server = await Server.StartAsync("--store", "redis", "--redis", redis.EndPoint);
        await plain.GetDatabase().StringSetAsync("lock:k", "another program", TimeSpan.FromHours(2));

        var shown = await Started.LockCtlAsync(server.Address, "show", "k");

        Assert.Equal("", shown.Error);
        Assert.Matches(@"(?m)^state +heldOutside *$", shown.Output);
        Assert.Matches(@"(?m)^time left +1h59m", shown.Output);
        Assert.Matches(@"(?m)^kept by +S127\.0\.0\.1:\d+:\d+ *$", shown.Output);
    }
}
