using System.Collections.Concurrent;
using LockActors.TestKit;
using Microsoft.Playwright;

namespace LockActors.Server.Tests.Dashboard;

/// <summary>Pages of a server that takes its time, and pages that are left.</summary>
[Collection(PageCollection.Name)]
public sealed class SlowServerTests(Browser browser)
{
    [ChromiumTheory]
    [InlineData("#/", "**/v1/overview")]
    [InlineData("#/locks/k", "**/v1/locks/k")]
    [InlineData("#/locks/k", "**/v1/locks/k/activity")]
    [InlineData("#/cluster", "**/v1/cluster")]
    public async Task Page_AsksNoMoreUntilItIsAnswered(string hash, string path)
    {
        await using var server = await RunningServer.StartAsync();
        await using var open = await OpenPage.NewAsync(browser, server.Address);
        await open.Page.Clock.InstallAsync();
        var routes = new ConcurrentQueue<IRoute>();
        await open.Page.RouteAsync(path, routes.Enqueue);
        await open.GoAsync(hash);

        for (var i = 0; i < 10; i++)
        {
            var grant = await server.TakeAsync("k");
            await server.Service.ReleaseAsync("k", grant.LeaseId);
            await open.Expect("#connection").ToHaveTextAsync("Live");
            await open.Page.Clock.RunForAsync(1000);
        }

        Assert.True(routes.TryDequeue(out var first));
        Assert.Empty(routes);
        await first.ContinueAsync();
        await Poll.UntilAsync(
            async () =>
            {
                await open.Page.Clock.RunForAsync(1000);
                return !routes.IsEmpty;
            },
            "the next question", RunningServer.Patience);
        open.HasNoComplaints();
    }

    /// <summary>A browser has six connections for all tabs of a server, and a stream keeps one.</summary>
    [ChromiumFact]
    public async Task Tabs_NotInView_LeaveTheConnectionsToOthers_AndCatchUp()
    {
        const int Connections = 6;
        await using var server = await RunningServer.StartAsync();
        await using var open = await OpenPage.NewAsync(browser, server.Address);
        await open.GoAsync("#/locks");
        var tabs = new List<IPage> { open.Page };
        while (tabs.Count < Connections + 1)
        {
            await HideAsync(tabs[^1], true);
            var tab = await open.Page.Context.NewPageAsync();
            await tab.GotoAsync(new Uri(server.Address, "#/locks").ToString());
            await Assertions.Expect(tab.Locator("#connection")).ToHaveTextAsync("Live");
            tabs.Add(tab);
        }

        await server.TakeAsync("k");
        await HideAsync(open.Page, false);

        await open.Expect(".lock-row").ToContainTextAsync("k");
        open.HasNoComplaints();
    }

    [ChromiumFact]
    public async Task Dialog_GoesWithThePageThatItIsAbout()
    {
        await using var server = await RunningServer.StartAsync();
        await server.TakeAsync("k");
        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/cluster");
        await open.GoAsync("#/locks/k");
        await open.Find("#revoke").ClickAsync();
        await open.Expect("dialog").ToBeVisibleAsync();

        await open.Page.GoBackAsync();

        await open.Expect("dialog").ToHaveCountAsync(0);
        await open.Expect("h1").ToHaveTextAsync("Cluster");
        open.HasNoComplaints();
    }

    /// <summary>Tells a page that it is hidden, as a tab behind another one would be; headless ones never
    /// are.</summary>
    private static Task HideAsync(IPage page, bool hidden) => page.EvaluateAsync(
        """
        hidden => {
          Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
          document.dispatchEvent(new Event("visibilitychange"));
        }
        """,
        hidden);
}
