using System.Net;
using System.Text.Json;
using LockActors.Actors;
using LockActors.Monitoring;
using LockActors.Server.Tests.Dashboard;
using LockActors.Silo.Settings;
using LockActors.Wire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LockActors.Server.Tests;

/// <summary>What an operator asks first.</summary>
public sealed class StatusTests
{
    private static readonly LockCluster Troubled = new()
    {
        Members =
        [
            new() { Name = "silo-1", Address = "S1:1", Status = "Active", Answered = true },
            new() { Name = "silo-2", Address = "S2:1", Status = "Active" },
            new() { Name = "silo-3", Address = "S3:1", Status = "Dead" },
            new() { Name = "silo-1", Address = "S0:1", Status = "Dead" },
            new() { Name = "silo-4", Address = "S4:1", Status = "Joining" },
        ],
        Store = "redlock",
        Masters =
        [
            new() { EndPoint = "redis-1:6379", Up = true, Votes = true },
            new() { EndPoint = "redis-2:6379" },
            new() { EndPoint = "redis-3:6379", Up = true, ReadOnly = true },
            new() { EndPoint = "redis-4:6379", Up = true, VotesIn = TimeSpan.FromSeconds(95) },
        ],
    };

    [Fact]
    public async Task Status_OfAServiceThatWorks_TellsItsVersionAndLimits()
    {
        var settings = new ServerSettings { Limits = new LockLimits { MaxTtl = TimeSpan.FromMinutes(2) } };
        await using var server = await RunningServer.StartAsync(settings: settings);

        var status = await ReadAsync(server);

        Assert.Matches(@"^\d+\.\d+\.\d+", status.Version);
        Assert.Equal((120_000, 1024), (status.Limits!.MaxTtlMs, status.Limits.MaxWaiters));
        Assert.Empty(status.Problems);
    }

    [Fact]
    public async Task Status_OfAServiceInTrouble_NamesWhatIsWrong()
    {
        using var local = new LocalLockService();
        await using var server = await RunningServer.StartAsync(
            local, services: services => services.AddSingleton<ILockMonitor>(new FixedCluster(local, Troubled)));

        Assert.Equal(
            [
                "silo: silo-3 (S3:1) is dead",
                "silo: silo-2 (S2:1) does not answer; its locks are missing",
                "master: redis-2:6379 does not answer, so it has no vote",
                "master: redis-3:6379 refuses writes, because it is a replica, so it has no vote",
                "master: redis-4:6379 started lately and may have forgotten leases, so it votes in 1 min 35 s",
            ],
            await ProblemsAsync(server));
    }

    [Fact]
    public async Task Status_OfAStoreThatFails_SaysItInTheWordsOfItsCheck()
    {
        const string Cause = "1 of 4 masters may vote, and 3 must; redis-2:6379: no answer in 500ms";
        using var local = new LocalLockService();
        await using var server = await RunningServer.StartAsync(local, services: services => services
            .AddSingleton<ILockMonitor>(new FixedCluster(local, Troubled with { Members = [] }))
            .AddHealthChecks().AddCheck(
                LockServerHealthChecks.Store, static () => HealthCheckResult.Unhealthy(Cause),
                [LockServerHealthChecks.Tag]));

        Assert.Equal([$"store: {Cause}"], await ProblemsAsync(server));
    }

    [Fact]
    public async Task Status_AskedByMany_LooksOnce()
    {
        var looks = 0;
        await using var server = await RunningServer.StartAsync(services: services => services
            .AddSingleton<TimeProvider>(new StoppedClock()).AddHealthChecks()
            .AddCheck("counted", () => HealthCheckResult.Unhealthy($"look {++looks}"), [LockServerHealthChecks.Tag]));

        var problems = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ProblemsAsync(server)));

        Assert.All(problems, found => Assert.Equal(["counted: look 1"], found));
    }

    [Fact]
    public async Task Status_WithAQuery_IsRefused()
    {
        await using var server = await RunningServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Get, "/v1/status?prefix=a");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }

    private static async Task<IEnumerable<string>> ProblemsAsync(RunningServer server) =>
        (await ReadAsync(server)).Problems.Select(problem => $"{problem.Check}: {problem.Reason}");

    private static async Task<StatusAnswer> ReadAsync(RunningServer server) => JsonSerializer.Deserialize(
        await server.Http.GetStringAsync("/v1/status"), WireJson.Default.StatusAnswer)!;
}
