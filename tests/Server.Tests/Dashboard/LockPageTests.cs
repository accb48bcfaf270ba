using System.Diagnostics;
using LockActors.Actors;
using LockActors.Monitoring;
using LockActors.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace LockActors.Server.Tests.Dashboard;

/// <summary>What the page of one lock shows, and what the overview says before anything was measured.</summary>
[Collection(PageCollection.Name)]
public sealed class LockPageTests(Browser browser)
{
    [ChromiumTheory]
    [InlineData(1440, 900)]
    [InlineData(390, 844)]
    public async Task Timings_StayInSight_HoweverLongTheQueue(int width, int height)
    {
        const int Waiters = 30;
        await using var server = await RunningServer.StartAsync();
        await server.TakeAsync("hot", "holder");
        using var stop = new CancellationTokenSource();
        var waiting = Enumerable.Range(1, Waiters).Select(at => server.Service.AcquireAsync(
            "hot",
            new LockRequest
            {
                Id = RequestId.New(),
                Holder = HolderName.Parse($"waiter-{at}"),
                Ttl = Taking.LongTtl,
                Wait = TimeSpan.FromMinutes(1),
            },
            stop.Token).AsTask()).ToList();
        await using var open = await OpenPage.OpenAsync(
            browser, server.Address, "#/locks/hot", width: width, height: height);
        await open.Expect("#queue li").ToHaveCountAsync(Waiters);
        await open.Expect("#suggestion").ToContainTextAsync("No time to live");

        var timings = (await open.Find("[aria-label='Hold times'].card").BoundingBoxAsync())!;
        Assert.InRange(timings.Y + (width < 720 ? 0 : timings.Height), 0, height);
        await open.Find("#queue").FocusAsync();
        await open.Page.Keyboard.PressAsync("End");
        await Assertions.Expect(open.Find("#queue li").Last).ToBeInViewportAsync();
        await open.Expect(".holder").ToBeInViewportAsync();
        open.HasNoComplaints();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));
    }

    [ChromiumFact]
    public async Task Holder_TellsWhenItRenewedLast()
    {
        await using var server = await RunningServer.StartAsync();
        var grant = await server.TakeAsync("k");
        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/locks/k");
        await open.Expect("#renewed").ToHaveTextAsync("not yet");
        await Poll.UntilAsync(
            async () => (await server.Service.GetAsync("k")).Holder!.HeldFor > TimeSpan.FromMilliseconds(200),
            "a lease of some age", RunningServer.Patience);

        await server.Service.RenewAsync("k", grant.LeaseId, Taking.LongTtl);

        await open.Expect("#renewed").ToContainTextAsync(" ago");
        open.HasNoComplaints();
    }

    [ChromiumFact]
    public async Task Lock_HeldOutsideTheService_TellsForHowLong()
    {
        using var local = new LocalLockService();
        var service = Interposed.Before(local, static (method, arguments) => method == nameof(ILockService.GetAsync)
            ? new ValueTask<LockSnapshot>(new LockSnapshot
            {
                Key = (LockKey)arguments[0]!,
                State = LockState.HeldOutside,
                HeldOutsideFor = TimeSpan.FromMinutes(59),
            })
            : null);
        await using var server = await RunningServer.StartAsync(
            service, services: services => services.AddSingleton<ILockMonitor>(local));
        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/locks/k");

        await open.Expect("#state").ToHaveTextAsync("Held outside");
        await open.Expect(".holder").ToContainTextAsync("It ends in 59 m");
    }

    [ChromiumFact]
    public async Task Lock_NamesTheProcessThatKeepsIt_AndLeadsToThatProcessesLocks()
    {
        await using var server = await RunningServer.StartAsync();
        await server.TakeAsync("mine");
        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/locks/mine");

        await open.Find("#member").ClickAsync();

        await open.Expect("h1").ToHaveTextAsync("Locks");
        await open.Expect(".lock-row .key").ToHaveTextAsync(["mine"]);
        await open.Page.EvaluateAsync("location.hash = '#/locks?member=another'");
        await open.Expect(".lock-row").ToHaveCountAsync(0);
        await open.Find("#member").ClickAsync();
        await open.Expect(".lock-row .key").ToHaveTextAsync(["mine"]);
        Assert.Equal("#/locks", new Uri(open.Page.Url).Fragment);
        open.HasNoComplaints();
    }

    [ChromiumFact]
    public async Task Event_OfARecordedCall_HasItsTraceIdToCopy()
    {
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        await using var server = await RunningServer.StartAsync();
        using (var activity = new Activity("call").SetParentId($"00-{Trace}-b7ad6b7169203331-01"))
        {
            activity.Start();
            await server.Service.AcquireAsync("k", new LockRequest { Id = RequestId.New(), Ttl = Taking.LongTtl });
        }

        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/locks/k");

        await open.Expect(".feed .trace").ToHaveCountAsync(1);
        await open.Find(".feed .trace").ClickAsync();
        await open.Expect(".toast").ToContainTextAsync(Trace);
        open.HasNoComplaints();
    }

    [ChromiumFact]
    public async Task Overview_WithoutSamples_SaysSo()
    {
        await using var server = await RunningServer.StartAsync();
        await using var open = await OpenPage.OpenAsync(browser, server.Address);
        await open.Expect("[aria-label='Requests waiting'] .small").ToHaveTextAsync("p99 wait: no samples");

        var grant = await server.TakeAsync("k");
        var waiting = server.WaitAsync("k", "next");
        await server.Service.ReleaseAsync("k", grant.LeaseId);
        await waiting;

        await open.Expect("[aria-label='Requests waiting'] .small").ToHaveTextAsync(
            new System.Text.RegularExpressions.Regex("^p99 wait [<0-9]"));
        open.HasNoComplaints();
    }
}
