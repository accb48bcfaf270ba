using System.Globalization;
using LockActors.TestKit;

namespace LockActors.Server.Tests.Dashboard;

/// <summary>Pages of a server with ten thousand locks.</summary>
[Collection(PageCollection.Name)]
public sealed class LongListTests(Browser browser)
{
    [ChromiumFact]
    public async Task Locks_OfTenThousand_HaveFewElementsAndScroll()
    {
        await using var server = await StartAsync();
        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/locks?sort=lock");
        await open.Expect("#count").ToHaveTextAsync("10,000 locks");
        await open.Expect("#row-0 .key").ToHaveTextAsync("orders/00000");
        for (var step = 0; step < 20; step++)
        {
            await open.Find(".locks-view").EvaluateAsync("(view, top) => view.scrollTop = top", (step + 1) * 21_000);
            Assert.InRange(await open.Find(".lock-row").CountAsync(), 1, 60);
        }

        await open.Find(".locks-view").FocusAsync();
        await open.Page.Keyboard.PressAsync("End");
        await open.Expect("#row-9999 .key").ToHaveTextAsync("orders/09999");
        await open.Find("#search").FillAsync("orders/0420");
        await open.Expect("#count").ToHaveTextAsync("10 of 10,000 locks");
        open.HasNoComplaints();
    }

    [ChromiumFact]
    public async Task Locks_OfTenThousand_ShowWhatHappensWithoutAskingForAllOfThem()
    {
        await using var server = await StartAsync();
        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/locks?sort=lock");
        await open.Expect("#count").ToHaveTextAsync("10,000 locks");
        await open.Page.RouteAsync("**/v1/locks?limit=*", route => route.AbortAsync());

        var grant = await server.TakeAsync("a/new", "newcomer");
        await open.Expect("#row-0").ToContainTextAsync("newcomer");
        await open.Expect("#count").ToHaveTextAsync("10,001 locks");
        await server.Service.ReleaseAsync("a/new", grant.LeaseId);

        await open.Expect("#row-0 .key").ToHaveTextAsync("orders/00000");
        await open.Expect("#count").ToHaveTextAsync("10,000 locks");
    }

    [ChromiumFact]
    public async Task Overview_OfTenThousand_FindsTheLongestQueueWhateverItsKey()
    {
        await using var server = await StartAsync();
        var waiting = server.WaitAsync("orders/09876", "next");
        await using var open = await OpenPage.OpenAsync(browser, server.Address);

        await open.Expect(".attention li:first-child").ToContainTextAsync("orders/09876");
        await open.Expect(".attention li:first-child .pill").ToHaveTextAsync("1 waiting");
        await open.Expect("[aria-label='Locks held'] b").ToHaveTextAsync("10,000");
        open.HasNoComplaints();
        await server.Service.RevokeAsync("orders/09876");
        await waiting;
    }

    private static async Task<RunningServer> StartAsync()
    {
        var server = await RunningServer.StartAsync();
        for (var i = 0; i < 10_000; i++)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"orders/{i:00000}");
            await server.TakeAsync(key, $"worker-{i % 50}");
        }

        return server;
    }
}
