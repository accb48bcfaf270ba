using System.Text.Json;
using LockActors.Cli.Processes;
using LockActors.Monitoring;
using LockActors.TestKit;
using LockActors.Wire;

namespace LockActors.Cli.Tests;

/// <summary>lockctl status: how a server is, in words.</summary>
public sealed class StatusTests
{
    [Fact]
    public async Task Status_OfAServer_TellsItsStateLocksAndSilos()
    {
        using var server = await Server.StartAsync();
        await server.Service.AcquireAsync(
            "k", new LockRequest { Id = RequestId.New(), Ttl = TimeSpan.FromMinutes(10) });

        var told = await Started.LockCtlAsync(server.Address, "status");
        var json = await Started.LockCtlAsync(server.Address, "status", "--json");

        Assert.Equal((0, ""), (told.Code, told.Error));
        Assert.Matches(
            @"^server +http://\S+\nstate +ready\nlocks +1 held, 0 waiting \(0 locks have waiters\)\n"
            + @"silos +\S+ is active, 1 held, 0 waiting\nstore +none: leases are in the memory of the silos\n$",
            told.Output);
        var item = JsonSerializer.Deserialize<JsonElement>(json.Output);
        Assert.True(item.GetProperty("ready").GetBoolean());
        Assert.Equal(1, item.GetProperty("held").GetInt32());
        Assert.Equal(1, item.GetProperty("cluster").GetProperty("members").GetArrayLength());
    }

    [Fact]
    public async Task Status_OfAServerThatDrains_SaysWhyItIsNotReady()
    {
        using var server = await Server.StartAsync("--Drain:Delay", "10m");
        server.Signal(Native.SigTerm);

        await Poll.UntilAsync(
            async () =>
            {
                var told = await Started.LockCtlAsync(server.Address, "status");
                return told.Code == ExitCodes.NoServer
                    && told.Output.Contains("not ready: draining (it is stopping)", StringComparison.Ordinal);
            },
            "a server that drains", Started.Patience);
    }

    [Fact]
    public async Task Status_OfNoServer_SaysSo()
    {
        var told = await Started.LockCtlAsync("http://127.0.0.1:1", "status");

        Assert.Equal(ExitCodes.NoServer, told.Code);
        Assert.Matches(@"^server +http://127\.0\.0\.1:1\nstate +not reachable: Connection refused.*\n$", told.Output);
    }

    [Fact]
    public async Task Status_WithoutAKey_SaysThatItIsMissing()
    {
        var keys = Path.GetTempFileName();
        await File.WriteAllTextAsync(keys, (await Started.LockCtlAsync(null, "key", "new")).Output.Split('\n')[1]);
        using var server = await Server.StartAsync("--key-file", keys);

        var told = await Started.LockCtlAsync(server.Address, "status");

        File.Delete(keys);
        Assert.Equal(ExitCodes.NoServer, told.Code);
        Assert.Contains("ready", told.Output, StringComparison.Ordinal);
        Assert.Contains("not known: the API key is missing (HTTP 401", told.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_OfACluster_TellsSilosAndMastersInWords()
    {
        var status = new ServerStatus
        {
            Server = "http://a",
            IsReachable = true,
            Failing = ["locks"],
            Overview = new OverviewAnswer
            {
                At = default,
                Held = 3,
                Waiting = 5,
                Contended = 2,
                Prefixes = ["team/"],
            },
            Cluster = new LockCluster
            {
                Store = "redlock",
                Members =
                [
                    new LockMember { Address = "1", Name = "one", Status = "Active", Answered = true, Held = 3 },
                    new LockMember { Address = "2", Name = "two", Status = "Dead" },
                ],
                Masters =
                [
                    new StoreMaster
                    {
                        EndPoint = "r1",
                        Up = true,
                        Votes = true,
                        Latency = TimeSpan.FromMilliseconds(1),
                    },
                    new StoreMaster { EndPoint = "r2", Up = true, VotesIn = TimeSpan.FromSeconds(90) },
                    new StoreMaster { EndPoint = "r3", Up = true, ReadOnly = true },
                    new StoreMaster { EndPoint = "r4" },
                ],
            },
        };

        Assert.Equal(
            """
            server   http://a
            state    not ready: locks (the lock service does not answer)
            locks    3 held, 5 waiting (2 locks have waiters) below team/
            silos    one is active, 3 held, 0 waiting
                     two is dead and did not answer
            store    redlock, 1 of 4 masters vote
            masters  r1 answers within 1.0 ms
                     r2 answers, and votes in 1m30s: it has just started
                     r3 refuses writes: it is a replica
                     r4 does not answer
            """.ReplaceLineEndings("\n"),
            status.Describe());
    }
}
