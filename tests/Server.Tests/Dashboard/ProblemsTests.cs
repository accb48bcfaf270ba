using LockActors.Actors;
using LockActors.Monitoring;
using LockActors.Server.Tests.Security;
using LockActors.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Playwright;

namespace LockActors.Server.Tests.Dashboard;

/// <summary>The overview says in one banner what is wrong.</summary>
[Collection(PageCollection.Name)]
public sealed class ProblemsTests(Browser browser)
{
    private const string Cause = "1 of 3 masters may vote, and 2 must; redis-2:6379: no answer in 500ms";

    [ChromiumTheory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Banner_SaysWhatIsWrong_InTheWordsOfTheReadiness(int width, ColorScheme scheme)
    {
        using var local = new LocalLockService();
        await using var server = await StartAsync(local, new LockCluster
        {
            Members = [new() { Name = "silo-2", Address = "S10.0.0.2:11111:1", Status = "Dead" }],
        });
        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/", scheme, width);

        await open.Expect("#problems li").ToHaveTextAsync(
            [$"store {Cause}", "silo silo-2 (S10.0.0.2:11111:1) is dead"]);
        await open.Expect("#problems").ToBeInViewportAsync();
        Assert.Equal(0, await open.Page.EvaluateAsync<int>(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        using var ready = await server.SendAsync(HttpMethod.Get, "/health/ready");
        Assert.Contains(Cause, await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        open.HasNoComplaints();
    }

    [ChromiumFact]
    public async Task Banner_ThatWasHidden_StaysSoUntilSomethingElseIsWrong()
    {
        using var local = new LocalLockService();
        var cluster = new FixedCluster(local, new LockCluster { Members = [], Masters = [Young(95)] });
        var isBroken = false;
        await using var server = await RunningServer.StartAsync(local, services: services => services
            .AddSingleton<ILockMonitor>(cluster)
            .AddHealthChecks().AddCheck(
                "late",
                () => Volatile.Read(ref isBroken) ? HealthCheckResult.Unhealthy("broke") : HealthCheckResult.Healthy(),
                [LockServerHealthChecks.Tag]));
        await using var open = await OpenPage.OpenAsync(browser, server.Address);
        await open.Expect("#problems li").ToContainTextAsync("votes in 1 min 35 s");

        await open.Find("#problems button").ClickAsync();
        await open.Expect("#problems").ToBeHiddenAsync();
        cluster.Cluster = cluster.Cluster with { Masters = [Young(42)] };
        await open.Expect("#problems li").ToContainTextAsync("votes in 0 min 42 s");
        await open.Expect("#problems").ToBeHiddenAsync();
        Volatile.Write(ref isBroken, true);

        await open.Expect("#problems").ToBeVisibleAsync();
        await open.Expect("#problems li").ToHaveCountAsync(2);
        await open.Expect("#problems h2").ToHaveTextAsync("2 things are wrong");
        open.HasNoComplaints();

        static StoreMaster Young(int seconds) => new()
        {
            EndPoint = "redis-1:6379",
            Up = true,
            VotesIn = TimeSpan.FromSeconds(seconds),
        };
    }

    [ChromiumFact]
    public async Task Banner_OfAServiceThatWorks_IsNotThere_NorForAKeyWithPrefixes()
    {
        var keys = new Keys();
        using var local = new LocalLockService();
        await using var well = await RunningServer.StartAsync();
        await using var ill = await StartAsync(local, new LockCluster { Members = [] }, keys);
        foreach (var open in new[]
        {
            await OpenPage.OpenAsync(browser, well.Address),
            await OpenPage.SignInAsync(browser, ill.Address, keys.TenantA),
        })
        {
            await open.Expect("[aria-label='Locks held'] b").ToHaveTextAsync("0");
            await open.Expect("#problems").ToBeHiddenAsync();
            open.HasNoComplaints();
            await open.DisposeAsync();
        }
    }

    [ChromiumTheory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task Cluster_TellsItsVersionAndLimits(int width)
    {
        await using var server = await RunningServer.StartAsync();
        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/cluster", width: width);

        await open.Expect("#version").ToContainTextAsync("version 0.");
        await open.Expect("#limits").ToContainTextAsync("100 ms to 10 m 0 s");
        await open.Expect("#limits").ToContainTextAsync("1,024");
        Assert.Equal(0, await open.Page.EvaluateAsync<int>(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        open.HasNoComplaints();
    }

    private static Task<RunningServer> StartAsync(LocalLockService local, LockCluster cluster, Keys? keys = null) =>
        RunningServer.StartAsync(local, settings: keys?.Settings, services: services => services
            .AddSingleton<ILockMonitor>(new FixedCluster(local, cluster))
            .AddHealthChecks().AddCheck(
                LockServerHealthChecks.Store, static () => HealthCheckResult.Unhealthy(Cause),
                [LockServerHealthChecks.Tag]));
}
