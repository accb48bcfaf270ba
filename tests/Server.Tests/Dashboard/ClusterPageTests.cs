using LockActors.Actors;
using LockActors.Monitoring;
using LockActors.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace LockActors.Server.Tests.Dashboard;

/// <summary>What the cluster page says of silos and masters.</summary>
[Collection(PageCollection.Name)]
public sealed class ClusterPageTests(Browser browser)
{
    /// <summary>Names of masters that differ at their end, and at their beginning.</summary>
    public static TheoryData<int, string[]> Masters => new()
    {
        { 1440, ["127.0.0.1:19001", "127.0.0.1:19002", "127.0.0.1:19003"] },
        { 390, ["127.0.0.1:19001", "127.0.0.1:19002", "127.0.0.1:19003"] },
        { 1440, ["redis-0.redis.locks.svc.cluster.local:6379", "redis-1.redis.locks.svc.cluster.local:6379"] },
        { 390, ["redis-0.redis.locks.svc.cluster.local:6379", "redis-1.redis.locks.svc.cluster.local:6379"] },
    };

    [ChromiumTheory]
    [MemberData(nameof(Masters))]
    public async Task Masters_ShowTheirWholeAddress(int width, string[] names)
    {
        using var local = new LocalLockService();
        await using var server = await StartAsync(local, new LockCluster
        {
            Members = [],
            Store = "redlock",
            Masters = [.. names.Select(name => new StoreMaster { EndPoint = name })],
        });
        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/cluster", width: width);

        await open.Expect("#masters h3").ToHaveTextAsync(names);
        Assert.Equal(names, await open.Find("#masters h3").EvaluateAllAsync<string[]>(
            "all => all.filter(e => e.scrollWidth <= e.clientWidth).map(e => e.title)"));
        open.HasNoComplaints();
    }

    [ChromiumTheory]
    [InlineData(ColorScheme.Light, "rgb(179, 38, 30)")]
    [InlineData(ColorScheme.Dark, "rgb(255, 138, 128)")]
    public async Task Silo_ThatIsDead_StandsOutInRed(ColorScheme scheme, string red)
    {
        using var local = new LocalLockService();
        await using var server = await StartAsync(local, new LockCluster
        {
            Members =
            [
                new() { Name = "silo-1", Address = "S10.0.0.1:11111:1", Status = "Active", Answered = true },
                new() { Name = "silo-2", Address = "S10.0.0.2:11111:1", Status = "Dead" },
            ],
        });
        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/cluster", scheme);

        var pill = open.Find("[aria-label='silo-2'] .pill");
        await Assertions.Expect(pill).ToHaveTextAsync("Dead");
        Assert.Equal(red, await pill.EvaluateAsync<string>("e => getComputedStyle(e).color"));
        var alert = open.Find("#trouble");
        await Assertions.Expect(alert).ToHaveTextAsync("1 dead");
        Assert.Equal(red, await alert.EvaluateAsync<string>("e => getComputedStyle(e).color"));
        Assert.Equal(red, await open.Find("[aria-label='silo-2']").EvaluateAsync<string>(
            "e => getComputedStyle(e).borderTopColor"));
        open.HasNoComplaints();
    }

    private static Task<RunningServer> StartAsync(LocalLockService local, LockCluster cluster) =>
        RunningServer.StartAsync(
            local, services: services => services.AddSingleton<ILockMonitor>(new FixedCluster(local, cluster)));
}
