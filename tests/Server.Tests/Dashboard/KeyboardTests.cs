using LockActors.TestKit;

namespace LockActors.Server.Tests.Dashboard;

/// <summary>Every page by keyboard alone.</summary>
[Collection(PageCollection.Name)]
public sealed class KeyboardTests(Browser browser)
{
    [ChromiumFact]
    public async Task Locks_AreFoundAndOpened_AndTheWayBackEndsWhereItBegan()
    {
        await using var server = await RunningServer.StartAsync();
        foreach (var key in new[] { "a", "b", "c" })
        {
            await server.TakeAsync(key);
        }

        await using var open = await OpenPage.OpenAsync(browser, server.Address);
        var keys = open.Page.Keyboard;
        await keys.PressAsync("/");
        await open.Expect("#search").ToBeFocusedAsync();
        await open.Expect(".lock-row").ToHaveCountAsync(3);
        await keys.PressAsync("ArrowDown");
        await open.Expect("#row-0").ToHaveAttributeAsync("aria-selected", "true");
        await keys.PressAsync("ArrowDown");
        await open.Expect("#row-1").ToHaveAttributeAsync("aria-selected", "true");
        var second = await open.Find("#row-1 .key").InnerTextAsync();
        await keys.PressAsync("Enter");

        await open.Expect("h1").ToHaveTextAsync(second);
        await keys.PressAsync("Escape");
        await open.Expect("h1").ToHaveTextAsync("Locks");
        await open.Expect(".locks-view").ToBeFocusedAsync();
        await open.Expect(".lock-row[aria-selected=true] .key").ToHaveTextAsync(second);
        open.HasNoComplaints();
    }

    [ChromiumFact]
    public async Task Tab_ReachesEverythingOnTheListInTheOrderOfThePage()
    {
        await using var server = await RunningServer.StartAsync();
        await server.TakeAsync("a");
        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/locks");
        await open.Expect(".lock-row").ToHaveCountAsync(1);

        foreach (var next in new[]
        {
            ".skip", ".brand", "[data-page=overview]", "[data-page=locks]", "[data-page=events]",
            "[data-page=cluster]", "#theme", "#revoke-many", "#search",
            "select[aria-label=State]", "select[aria-label='Held for']", "#contended", ".locks-head button",
            ".locks-view",
        })
        {
            await open.TabToAsync(next);
        }

        await open.Page.Keyboard.PressAsync("Enter");
        await open.Expect("h1").ToHaveTextAsync("a");
        open.HasNoComplaints();
    }

    [ChromiumFact]
    public async Task SkipLink_LeadsToTheContentOfThePageThatIsOpen()
    {
        await using var server = await RunningServer.StartAsync();
        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/cluster");

        await open.TabToAsync(".skip");
        await open.Page.Keyboard.PressAsync("Enter");

        await open.Expect("main").ToBeFocusedAsync();
        await open.Expect("h1").ToHaveTextAsync("Cluster");
    }

    [ChromiumFact]
    public async Task Revoke_ByKeyboard_EscapeKeepsTheLock_AndTheFocusReturns()
    {
        await using var server = await RunningServer.StartAsync();
        await server.TakeAsync("stuck", "sleeper");
        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/locks/stuck");
        var keys = open.Page.Keyboard;
        await open.Expect("#revoke").ToBeEnabledAsync();
        await open.TabToAsync("#revoke");
        await keys.PressAsync("Enter");
        await open.Expect("#reason").ToBeFocusedAsync();
        await keys.TypeAsync("/g l");
        await open.Expect("#reason").ToHaveValueAsync("/g l");

        await keys.PressAsync("Escape");

        await open.Expect("dialog").ToHaveCountAsync(0);
        await open.Expect("#revoke").ToBeFocusedAsync();
        await open.Expect("h1").ToHaveTextAsync("stuck");
        Assert.Equal(LockState.Held, (await server.Service.GetAsync("stuck")).State);

        await keys.PressAsync("Enter");
        await keys.TypeAsync("stuck since noon");
        await open.TabToAsync("#confirm");
        await keys.PressAsync("Enter");
        await open.Expect("#state").ToHaveTextAsync("Free");
        await open.Expect("main").ToBeFocusedAsync();
        open.HasNoComplaints();
    }

    [ChromiumFact]
    public async Task Dialog_KeepsTheFocusInside()
    {
        await using var server = await RunningServer.StartAsync();
        await server.TakeAsync("k");
        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/locks/k");
        await open.Find("#revoke").ClickAsync();
        await open.Expect("#reason").ToBeFocusedAsync();

        for (var i = 0; i < 8; i++)
        {
            await open.Page.Keyboard.PressAsync("Tab");
            Assert.True(await open.Page.EvaluateAsync<bool>(
                "document.activeElement === document.body || document.activeElement.closest('dialog') !== null"));
        }

        await open.Page.Keyboard.PressAsync("Shift+Tab");
        await open.TabToAsync("#reason");
    }

    [ChromiumFact]
    public async Task Overview_KeepsTheFocusWhileItGoesOn()
    {
        await using var server = await RunningServer.StartAsync();
        await server.TakeAsync("calm");
        await server.TakeAsync("other");
        await using var open = await OpenPage.OpenAsync(browser, server.Address);
        await open.Expect(".attention a").ToHaveCountAsync(2);
        await open.TabToAsync(".attention a[href='#/locks/other']");

        var first = server.WaitAsync("other", "next");
        await open.Expect(".attention li:first-child .pill").ToHaveTextAsync("1 waiting");

        await open.Expect(".attention a[href='#/locks/other']").ToBeFocusedAsync();
        await open.Page.Keyboard.PressAsync("Enter");
        await open.Expect("h1").ToHaveTextAsync("other");
        await server.Service.RevokeAsync("other");
        await first;
    }

    [ChromiumFact]
    public async Task Pages_AreChangedByTwoKeys()
    {
        await using var server = await RunningServer.StartAsync();
        await using var open = await OpenPage.OpenAsync(browser, server.Address);

        foreach (var (key, title) in new[] { ("c", "Cluster"), ("l", "Locks"), ("e", "Events"), ("o", "Overview") })
        {
            await open.Page.Keyboard.PressAsync("g");
            await open.Page.Keyboard.PressAsync(key);
            await open.Expect("h1").ToHaveTextAsync(title);
        }

        open.HasNoComplaints();
    }
}
