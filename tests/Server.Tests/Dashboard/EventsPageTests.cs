using LockActors.TestKit;
using Microsoft.Playwright;

namespace LockActors.Server.Tests.Dashboard;

/// <summary>The events of all locks, filtered by what the address says.</summary>
[Collection(PageCollection.Name)]
public sealed class EventsPageTests(Browser browser)
{
    [ChromiumFact]
    public async Task Losses_OfTheOverview_LeadToTheirEvents()
    {
        await using var server = await RunningServer.StartAsync();
        await using var open = await OpenPage.OpenAsync(browser, server.Address);
        await server.TakeAsync("calm");
        await server.TakeAsync("lost/one", "forgetful", TimeSpan.FromMilliseconds(200));
        await open.Expect("[aria-label='Losses, last 5 minutes'] .small").ToHaveTextAsync(
            "1 expired, 0 lost, 0 revoked in all");

        await open.Expect("#failures").ToHaveTextAsync(
            "failed requests in all: 0 timed out, 0 cancelled, 0 dropped, 0 rejected");

        await open.Find("[aria-label='Losses, last 5 minutes'] a >> text=expired").ClickAsync();

        await open.Expect("h1").ToHaveTextAsync("Events");
        await open.Expect(".event").ToHaveCountAsync(1);
        await open.Expect(".event").ToContainTextAsync("lost/one");
        await open.Expect("select[aria-label=Kind]").ToHaveValueAsync("expired");
        open.HasNoComplaints();
    }

    [ChromiumTheory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Filters_StandInTheAddress_AndOutlastAReload(int width, ColorScheme scheme)
    {
        await using var server = await RunningServer.StartAsync();
        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/events", scheme, width);
        await server.TakeAsync("a/1");
        await server.TakeAsync("b/1");
        await server.Service.RevokeAsync("b/1");
        await server.Service.RevokeAsync("a/1");
        await open.Expect(".event").ToHaveCountAsync(4);
        await open.Expect("#counts [data-kind]").ToHaveTextAsync(["Granted 2", "Revoked 2"]);

        await open.Find("select[aria-label=Kind]").SelectOptionAsync("expired,lost,revoked");
        await open.Expect(".event").ToHaveCountAsync(2);
        await open.Find("#prefix").FillAsync("b/");
        await open.Expect(".event").ToHaveCountAsync(1);
        await open.Find("select[aria-label=Time]").SelectOptionAsync("60");
        await open.Page.ReloadAsync();

        await open.Expect(".event").ToContainTextAsync("b/1");
        await open.Expect(".event").ToHaveCountAsync(1);
        await open.Expect("#prefix").ToHaveValueAsync("b/");
        await open.Expect("select[aria-label=Time]").ToHaveValueAsync("60");
        Assert.Equal(
            "#/events?kinds=expired%2Clost%2Crevoked&prefix=b%2F&minutes=60", new Uri(open.Page.Url).Fragment);
        Assert.Equal(0, await open.Page.EvaluateAsync<int>(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        open.HasNoComplaints();
    }

    [ChromiumFact]
    public async Task Event_OnAPhone_ShowsItsHolderWhateverItsKey()
    {
        await using var server = await RunningServer.StartAsync();
        await using var open = await OpenPage.OpenAsync(
            browser, server.Address, "#/events", width: 390, height: 844);
        await server.TakeAsync(LockKey.Parse("billing/" + new string('x', 80)), "worker-1@host-1");

        await open.Expect(".event").ToContainTextAsync("worker-1@host-1 at once");
        Assert.True(await open.Find(".event").EvaluateAsync<bool>("""
            event => [...event.lastChild.children].every(part => {
              const [inner, outer] = [part, event].map(e => e.getBoundingClientRect());
              return inner.right <= outer.right && inner.bottom <= outer.bottom;
            })
            """));
    }

    [ChromiumFact]
    public async Task Time_LeavesOutWhatIsOlder()
    {
        await using var server = await RunningServer.StartAsync();
        await using var open = await OpenPage.NewAsync(browser, server.Address);
        await open.Page.Clock.InstallAsync();
        await open.GoAsync("#/events?minutes=1");
        await server.TakeAsync("old");
        await Poll.UntilAsync(
            async () =>
            {
                await open.Page.Clock.RunForAsync(200);
                return await open.Find(".event").CountAsync() == 1;
            },
            "the event", Browser.Patience);

        await open.Page.Clock.RunForAsync(61_000);

        await open.Expect(".event").ToHaveCountAsync(0);
        open.HasNoComplaints();
    }

    [ChromiumFact]
    public async Task Pause_KeepsTheListStill_AndLosesNothing()
    {
        await using var server = await RunningServer.StartAsync();
        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/events");
        await server.TakeAsync("first");
        await open.Expect(".event").ToHaveCountAsync(1);

        await open.Find("#pause").ClickAsync();
        await server.TakeAsync("second");
        await server.TakeAsync("third");
        await open.Expect("#pause").ToHaveTextAsync("Go on (2 new)");
        await open.Expect(".event").ToHaveCountAsync(1);
        await open.Find("#pause").ClickAsync();

        await open.Expect(".event .mono").ToHaveTextAsync(["third", "second", "first"]);
        await open.Expect("#pause").ToHaveTextAsync("Pause");
        await open.Find("#pause").ClickAsync();
        await open.Find("#prefix").FillAsync("sec");
        await open.Expect(".event .mono").ToHaveTextAsync(["second"]);
        await open.Expect("#pause").ToHaveTextAsync("Pause");
        open.HasNoComplaints();
    }

    [ChromiumFact]
    public async Task FailedRequests_AreCountedByOutcome()
    {
        await using var server = await RunningServer.StartAsync();
        await using var open = await OpenPage.OpenAsync(browser, server.Address);
        await server.TakeAsync("busy");
        var short1 = new LockRequest { Id = RequestId.New(), Wait = TimeSpan.FromMilliseconds(50) };
        await server.Service.AcquireAsync("busy", short1);
        var given = new LockRequest { Id = RequestId.New(), Wait = TimeSpan.FromMinutes(1) };
        var waiting = server.Service.AcquireAsync("busy", given);
        await Poll.UntilAsync(
            async () => (await server.Service.GetAsync("busy")).WaiterCount == 1, "a waiter", RunningServer.Patience);
        await server.Service.CancelAsync("busy", given.Id);
        await waiting;

        await open.Find("a >> text=Failed requests").ClickAsync();

        await open.Expect("select[aria-label=Kind]").ToHaveValueAsync("timedOut,cancelled,dropped,rejected");
        await open.Expect("#counts [data-kind]").ToHaveTextAsync(["Timed out 1", "Gave up 1"]);
        open.HasNoComplaints();
    }
}
