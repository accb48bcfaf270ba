using System.Text.Json;
using LockActors.TestKit;

namespace LockActors.Processes;

/// <summary>What <c>/v1/cluster</c> of a server tells of its Redis masters.</summary>
public sealed class MasterTests : IAsyncLifetime
{
    private readonly List<RedisServer> _servers = [];
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private ChildProcess? _server;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _server?.Dispose();
        _http.Dispose();
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    [RedisFact]
    public async Task Cluster_WithOneMaster_ShowsItsLatencyAndItsVote()
    {
        await StartAsync(1, "--store", "redis");

        var cluster = await LookAsync(up: 1);

        var master = Assert.Single(MastersOf(cluster));
        Assert.Equal("redis", cluster.GetProperty("store").GetString());
        Assert.Equal(_servers[0].EndPoint, master.GetProperty("endPoint").GetString());
        Assert.True(master.GetProperty("votes").GetBoolean());
        Assert.False(master.TryGetProperty("votesInMs", out _));
        Assert.True(master.GetProperty("latencyMs").GetDouble() > 0);
    }

    [RedisFact]
    public async Task Cluster_WithAQuorum_ShowsWhoIsYoungHangsOrIsDown()
    {
        await StartAsync(3, "--store", "redlock");
        var young = await LookAsync(up: 3);

        await _servers[1].FreezeAsync();
        await _servers[2].KillAsync();
        var left = await LookAsync(up: 1);

        Assert.Equal("redlock", young.GetProperty("store").GetString());
        Assert.All(MastersOf(young), master =>
        {
            Assert.False(master.GetProperty("votes").GetBoolean());
            Assert.True(master.GetProperty("latencyMs").GetDouble() > 0);
            Assert.Equal(
                LockLimits.Default.MaxTtl.TotalMilliseconds,
                master.GetProperty("runTimeMs").GetDouble() + master.GetProperty("votesInMs").GetDouble());
        });
        Assert.True(MastersOf(left)[0].GetProperty("up").GetBoolean());
        Assert.Equal(
            _servers.Skip(1).Select(server =>
                $$"""{"endPoint":"{{server.EndPoint}}","up":false,"readOnly":false,"votes":false}"""),
            MastersOf(left).Skip(1).Select(master => master.GetRawText()));
    }

    private async Task StartAsync(int masters, params string[] args)
    {
        for (var i = 0; i < masters; i++)
        {
            _servers.Add(await RedisServer.StartAsync());
        }

        var redis = string.Join(',', _servers.Select(server => server.EndPoint));
        _server = new ChildProcess("LockActors.Silo", ["--port", "0", .. args, "--redis", redis]);
        _http.BaseAddress = new Uri(await _server.HearAsync("LockActors (silo) listening on "));
    }

    /// <summary>The answer once so many masters are up: the server connects when it is first asked.</summary>
    private async Task<JsonElement> LookAsync(int up)
    {
        JsonElement cluster = default;
        await Poll.UntilAsync(
            async () =>
            {
                var text = await _http.GetStringAsync("/v1/cluster").WaitAsync(ChildProcess.Patience);
                cluster = JsonSerializer.Deserialize<JsonElement>(text);
                return MastersOf(cluster).Count(master => master.GetProperty("up").GetBoolean()) == up;
            },
            $"{up} masters to be up",
            ChildProcess.Patience);
        return cluster;
    }

    private static List<JsonElement> MastersOf(JsonElement cluster) =>
        [.. cluster.GetProperty("masters").EnumerateArray()];
}
