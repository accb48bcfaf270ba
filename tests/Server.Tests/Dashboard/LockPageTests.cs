using LockActors.TestKit;
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
