using LockActors.Actors;
using LockActors.Monitoring;
using LockActors.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace LockActors.Server.Tests.Dashboard;

/// <summary>The page in a real Chromium.</summary>
[Collection(PageCollection.Name)]
public sealed class DashboardTests(Browser browser)
{
    [ChromiumFact]
    public async Task Lists_ThatLackASilo_SaySo()
    {
        using var local = new LocalLockService();
        var service = Interposed.Before(local, (method, arguments) => method == nameof(ILockService.ListAsync)
            ? new ValueTask<LockPage>(WithoutOneAsync(local, (LockQuery)arguments[0]!))
            : null);
        await using var server = await RunningServer.StartAsync(
            service, services: services => services.AddSingleton<ILockMonitor>(local));
        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/locks");

        await open.Expect("#count").ToContainTextAsync("no answer from silo-3, whose locks are missing");
        await open.Expect("main").ToContainTextAsync("No lock to show");
        await server.TakeAsync("orders/1");
        await open.Expect("#count").ToHaveTextAsync("1 lock · no answer from silo-3, whose locks are missing");
        open.HasNoComplaints();

        static async Task<LockPage> WithoutOneAsync(LocalLockService local, LockQuery query) =>
            await local.ListAsync(query) with { Unreachable = ["silo-3"] };
    }

    [ChromiumFact]
    public async Task Locks_ShowALockAsItAppearsAndGoes()
    {
        await using var server = await RunningServer.StartAsync();
        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/locks");
        await open.Expect(".empty:visible").ToContainTextAsync("No lock is in use");

        var grant = await server.TakeAsync("jobs/nightly", "worker-1");
        await open.Expect(".lock-row").ToContainTextAsync("jobs/nightly");
        await open.Expect(".lock-row").ToContainTextAsync("worker-1");
        await server.Service.ReleaseAsync("jobs/nightly", grant.LeaseId);

        await open.Expect(".lock-row").ToHaveCountAsync(0);
        open.HasNoComplaints();
    }

    [ChromiumFact]
    public async Task Lock_ShowsItsQueueMoveAndItsTimeRunDown()
    {
        await using var server = await RunningServer.StartAsync();
        var first = await server.TakeAsync("a/b c", "first");
        var second = server.WaitAsync("a/b c", "second");
        var third = server.WaitAsync("a/b c", "third");
        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/locks/a%2Fb%20c");
        await open.Expect("#holder").ToHaveTextAsync("first");
        await open.Expect("#queue li").ToHaveTextAsync([
            new System.Text.RegularExpressions.Regex("1second"), new System.Text.RegularExpressions.Regex("2third")]);
        var before = await WidthAsync(open);
        await Poll.UntilAsync(async () => await WidthAsync(open) < before, "the bar", RunningServer.Patience);

        await server.Service.ReleaseAsync("a/b c", first.LeaseId);

        await open.Expect("#holder").ToHaveTextAsync("second");
        await open.Expect("#queue li").ToHaveCountAsync(1);
        await open.Expect("[data-kind=released]").ToContainTextAsync("first");
        await open.Expect("#suggestion").ToContainTextAsync("Suggested time to live");
        await server.Service.ReleaseAsync("a/b c", (await second).LeaseId);
        await server.Service.ReleaseAsync("a/b c", (await third).LeaseId);
        await open.Expect("#state").ToHaveTextAsync("Free");
        open.HasNoComplaints();
    }

    [ChromiumFact]
    public async Task Revoke_AsksForAReason_AndTellsAllReaders()
    {
        await using var server = await RunningServer.StartAsync();
        var grant = await server.TakeAsync("stuck", "sleeper");
        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/locks/stuck");
        await open.Find("#revoke").ClickAsync();
        await open.Find("#confirm").ClickAsync();
        await open.Expect("dialog [role=alert]").ToContainTextAsync("give a reason");
        Assert.Equal(LockState.Held, (await server.Service.GetAsync("stuck")).State);

        await open.Find("#reason").FillAsync("stuck since noon <b>");
        await open.Find("#confirm").ClickAsync();

        await open.Expect("#state").ToHaveTextAsync("Free");
        await open.Expect("[data-kind=revoked]").ToContainTextAsync("stuck since noon <b>");
        await open.Expect("dialog").ToHaveCountAsync(0);
        var renewal = await server.Service.RenewAsync("stuck", grant.LeaseId, Taking.LongTtl);
        Assert.Equal(EndReason.Revoked, renewal.Reason);
        open.HasNoComplaints();
    }

    [ChromiumFact]
    public async Task Revoke_OfAKeyThatLastsTooLong_LetsTheWaiterIn()
    {
        using var service = new LocalLockService(new LocalLockOptions { Store = new OverlongStore() });
        await using var server = await RunningServer.StartAsync(service);
        var waiting = server.WaitAsync("stepped", "waiter");
        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/locks/stepped");
        await open.Expect("#state").ToHaveTextAsync("Held overlong");
        await open.Expect(".holder").ToContainTextAsync("The clock of Redis went back");

        await open.Find("#revoke").ClickAsync();
        await open.Find("#reason").FillAsync("the clock was stepped");
        await open.Find("#confirm").ClickAsync();

        await open.Expect("#holder").ToHaveTextAsync("waiter");
        Assert.Equal("stepped", (await waiting).Key.Value);
        open.HasNoComplaints();
    }

    [ChromiumFact]
    public async Task Event_OfAKeyThatTurnsItsTextAround_LeavesWhatFollowsInPlace()
    {
        await using var server = await RunningServer.StartAsync();
        await using var open = await OpenPage.OpenAsync(browser, server.Address);
        await server.TakeAsync("\u05e9\u05dc\u05d5\u05dd/\u05d1", "worker");
        await open.Expect("[data-kind=granted]").ToContainTextAsync("worker");

        var places = await open.Find("[data-kind=granted]").EvaluateAsync<double[]>(
            "e => [...e.querySelectorAll('.ellipsis > *')].map(part => part.getBoundingClientRect().left)");

        Assert.Equal(3, places.Length);
        Assert.Equal(places.Order(), places);
    }

    [ChromiumFact]
    public async Task Revoke_OfALeaseThatIsOver_HitsNoLaterOne()
    {
        await using var server = await RunningServer.StartAsync();
        var grant = await server.TakeAsync("k", "first");
        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/locks/k");
        await open.Find("#revoke").ClickAsync();
        await open.Find("#reason").FillAsync("too long");
        await server.Service.ReleaseAsync("k", grant.LeaseId);
        await server.TakeAsync("k", "second");

        await open.Find("#confirm").ClickAsync();

        await open.Expect("dialog [role=alert]").ToContainTextAsync("Nothing was revoked");
        Assert.Equal("second", (await server.Service.GetAsync("k")).Holder?.Name);
    }

    [ChromiumFact]
    public async Task Overview_ShowsALossAsItHappens()
    {
        await using var server = await RunningServer.StartAsync();
        await using var open = await OpenPage.OpenAsync(browser, server.Address);

        await server.TakeAsync("lost/one", "forgetful", TimeSpan.FromMilliseconds(200));

        await open.Expect("[data-kind=expired]").ToContainTextAsync("lost/one");
        await open.Expect("[aria-label='Losses, last 5 minutes'] .small").ToContainTextAsync("1 expired");
        open.HasNoComplaints();
    }

    [ChromiumFact]
    public async Task Locks_SearchFilterAndSort()
    {
        await using var server = await RunningServer.StartAsync();
        await server.TakeAsync("a/1", "alice");
        await server.TakeAsync("b/2", "bob");
        await server.TakeAsync("b/1", "alice");
        var waiting = server.WaitAsync("b/2", "carol");
        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/locks?sort=lock");
        await open.Expect(".lock-row").ToHaveCountAsync(3);

        await open.Find("#search").FillAsync("ALICE");
        await open.Expect(".lock-row .key").ToHaveTextAsync(["a/1", "b/1"]);
        await open.Expect("#count").ToHaveTextAsync("2 of 3 locks");
        await open.Find("#search").PressAsync("Escape");
        await open.Find("#contended").CheckAsync();
        await open.Expect(".lock-row .key").ToHaveTextAsync(["b/2"]);
        await open.Find("#contended").UncheckAsync();
        await open.Find(".locks-head button >> text=Lock").ClickAsync();

        await open.Expect(".lock-row .key").ToHaveCountAsync(3);
        await open.Expect(".locks-head [aria-sort=descending]").ToHaveTextAsync("Lock");
        await open.Expect("#row-0 .key").ToHaveTextAsync("b/2");
        open.HasNoComplaints();
        await server.Service.RevokeAsync("b/2");
        await waiting;
    }

    [ChromiumFact]
    public async Task Page_WhoseServerRestarts_SaysSoAndComesBack()
    {
        using var service = new LocalLockService();
        var server = await RunningServer.StartAsync(service);
        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/locks");
        await server.StopAsync();
        await server.DisposeAsync();
        await open.Expect("#connection").ToHaveTextAsync("Disconnected");
        await open.Expect("#banner").ToContainTextAsync("Disconnected since");

        await using var again = await RunningServer.StartAsync(service, server.Address.Port);
        await again.TakeAsync("after/restart", "me");

        await open.Expect("#connection").ToHaveTextAsync("Live");
        await open.Expect(".lock-row").ToContainTextAsync("after/restart");
        await open.Expect("#banner").ToBeHiddenAsync();
    }

    private static async Task<double> WidthAsync(OpenPage open) =>
        await open.Find("#time-left").EvaluateAsync<double>("bar => bar.getBoundingClientRect().width");
}
