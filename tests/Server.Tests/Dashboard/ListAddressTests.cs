using System.Text.RegularExpressions;
using LockActors.Actors;
using LockActors.Monitoring;
using LockActors.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace LockActors.Server.Tests.Dashboard;

/// <summary>Search, filters and order of the list stand in the page's address.</summary>
[Collection(PageCollection.Name)]
public sealed class ListAddressTests(Browser browser)
{
    [ChromiumFact]
    public async Task Address_OfASearch_KeepsItOverAReload()
    {
        await using var server = await RunningServer.StartAsync();
        await server.TakeAsync("a/1", "alice?&#");
        await server.TakeAsync("b/1", "alice?&#");
        await server.TakeAsync("c/1", "bob");
        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/locks");
        await open.Find("#search").FillAsync("ALICE?&#");
        await open.Find("select[aria-label=State]").SelectOptionAsync("held");
        await open.Find(".locks-head button >> text=Lock").ClickAsync();
        await open.Find(".locks-head button >> text=Lock").ClickAsync();
        await open.Expect(".lock-row").ToHaveTextAsync([new Regex("b/1"), new Regex("a/1")]);

        await open.Page.ReloadAsync();

        await open.Expect(".lock-row").ToHaveTextAsync([new Regex("b/1"), new Regex("a/1")]);
        await open.Expect("#search").ToHaveValueAsync("ALICE?&#");
        await open.Expect("select[aria-label=State]").ToHaveValueAsync("held");
        await open.Expect(".locks-head [aria-sort=descending]").ToHaveTextAsync("Lock");
        open.HasNoComplaints();
    }

    [ChromiumFact]
    public async Task Address_OfAFilter_IsThereAgainOnTheWayBack()
    {
        await using var server = await RunningServer.StartAsync();
        await server.TakeAsync("a/1");
        await server.TakeAsync("b/1");
        await using var open = await OpenPage.OpenAsync(
            browser, server.Address, "#/locks?q=b/&held=0&sort=-holder&unknown=1");
        await open.Expect(".lock-row .key").ToHaveTextAsync(["b/1"]);
        var waiting = server.WaitAsync("b/1", "waiter");
        await open.Find("#contended").CheckAsync();
        await open.Expect(".lock-row .key").ToHaveTextAsync(["b/1"]);

        foreach (var back in new Func<Task>[]
        {
            () => open.Page.GoBackAsync(), () => open.Page.Keyboard.PressAsync("Escape"),
            () => open.Find("main p a").ClickAsync(),
        })
        {
            await open.Find(".lock-row").ClickAsync();
            await open.Expect("h1").ToHaveTextAsync("b/1");
            await back();

            await open.Expect("h1").ToHaveTextAsync("Locks");
            await open.Expect("#contended").ToBeCheckedAsync();
            await open.Expect("#search").ToHaveValueAsync("b/");
            Assert.Equal("#/locks?q=b%2F&contended=1&sort=-holder", new Uri(open.Page.Url).Fragment);
        }

        await open.Find("[data-page=locks]").ClickAsync();
        await open.Expect(".lock-row").ToHaveCountAsync(2);
        await open.Expect("#search").ToHaveValueAsync("");
        open.HasNoComplaints();
        await server.Service.RevokeAsync("b/1");
        await waiting;
    }

    [ChromiumTheory]
    [InlineData("#/constructor", "Overview")]
    [InlineData("#/locks?search", "Locks")]
    [InlineData("#locks", "Locks")]
    [InlineData("#/locks?sort=none&state=none&held=none", "Locks")]
    [InlineData("#/locks/%E0%A4%A", "%E0%A4%A")]
    [InlineData("#/locks/a?b/c", "a?b/c")]
    [InlineData("#/events?kinds=none&minutes=none", "Events")]
    public async Task Address_ThatIsNotOfThePage_ShowsSomething(string hash, string title)
    {
        await using var server = await RunningServer.StartAsync();
        await using var open = await OpenPage.NewAsync(browser, server.Address);
        await open.AskForAsync(hash);

        await open.Expect("h1").ToHaveTextAsync(title);
        await open.IsLiveAsync();
    }

    [ChromiumFact]
    public async Task Order_AtFirst_PutsContendedThenLongestHeldOnTop()
    {
        using var local = new LocalLockService();
        var service = Interposed.Before(local, (method, arguments) => method == nameof(ILockService.ListAsync)
            ? new ValueTask<LockPage>(AgedAsync(local, (LockQuery)arguments[0]!))
            : null);
        await using var server = await RunningServer.StartAsync(
            service, services: services => services.AddSingleton<ILockMonitor>(local));
        foreach (var key in new[] { "a", "b", "c", "d" })
        {
            await server.TakeAsync(key);
        }

        var waiting = server.WaitAsync("b", "waiter");
        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/locks");

        await open.Expect("#row-0 .key").ToHaveTextAsync("b");
        await open.Expect(".lock-row .key").ToHaveTextAsync(["b", "d", "c", "a"]);
        await open.Expect(".locks-head [aria-sort=none]").ToHaveCountAsync(6);
        var waits = open.Find(".locks-head button >> text=Waiting");
        await waits.ClickAsync();
        await open.Expect(".locks-head [aria-sort=descending]").ToHaveTextAsync("Waiting");
        await waits.ClickAsync();
        await open.Expect(".locks-head [aria-sort=ascending]").ToHaveTextAsync("Waiting");
        await waits.ClickAsync();
        await open.Expect(".locks-head [aria-sort=none]").ToHaveCountAsync(6);
        open.HasNoComplaints();
        await server.Service.RevokeAsync("b");
        await waiting;

        // The later its letter, the longer it is held.
        static async Task<LockPage> AgedAsync(LocalLockService local, LockQuery query)
        {
            var page = await local.ListAsync(query);
            return page with
            {
                Locks =
                [
                    .. page.Locks.Select(found => found with
                    {
                        Holder = found.Holder is { } holder
                            ? holder with { HeldFor = TimeSpan.FromMinutes(found.Key.Value[0] - 'a') }
                            : null,
                    }),
                ],
            };
        }
    }
}
