using LockActors.Server.Tests.Security;
using LockActors.TestKit;
using Microsoft.Playwright;

namespace LockActors.Server.Tests.Dashboard;

/// <summary>Revoking what is below a prefix, from the list.</summary>
[Collection(PageCollection.Name)]
public sealed class RevokeManyTests(Browser browser)
{
    [ChromiumTheory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Prefix_ShowsHowManyItHits_AndRevokesThoseOnly(int width, ColorScheme scheme)
    {
        await using var server = await RunningServer.StartAsync();
        for (var i = 0; i < 12; i++)
        {
            await server.TakeAsync(LockKey.Parse($"jobs/{i:00}"));
        }

        await server.TakeAsync("other/1");
        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/locks?q=jobs/", scheme, width);
        await open.Find("#revoke-many").ClickAsync();
        await open.Expect("#many-prefix").ToHaveValueAsync("jobs/");
        await open.Expect("#hits").ToHaveTextAsync("12 locks are held");
        await open.Expect("#confirm").ToHaveTextAsync("Revoke 12 locks");
        await open.Find("#many-prefix").FillAsync("jobs/0");
        await open.Expect("#hits").ToHaveTextAsync("10 locks are held");
        await open.Expect("#examples li").ToHaveTextAsync(
            ["jobs/00", "jobs/01", "jobs/02", "jobs/03", "jobs/04", "and 5 more"]);
        await open.Find("#confirm").ClickAsync();
        await open.Expect("dialog [role=alert]").ToContainTextAsync("give a reason");
        Assert.Equal(13, (await server.Service.ListAsync(new LockQuery())).Locks.Count);

        await open.Find("#reason").FillAsync("the deploy went wrong");
        await open.Find("#confirm").ClickAsync();

        await open.Expect(".toast").ToHaveTextAsync("Revoked 10 locks.");
        await open.Expect("dialog").ToHaveCountAsync(0);
        var left = (await server.Service.ListAsync(new LockQuery())).Locks.Select(found => found.Key.Value);
        Assert.Equal(["jobs/10", "jobs/11", "other/1"], left);
        open.HasNoComplaints();
    }

    [ChromiumFact]
    public async Task Leases_ThatCameAfterTheCount_AreNotRevoked()
    {
        await using var server = await RunningServer.StartAsync();
        var grant = await server.TakeAsync("jobs/1", "first");
        await server.TakeAsync("jobs/2");
        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/locks");
        await open.Find("#revoke-many").ClickAsync();
        await open.Expect("#hits").ToContainTextAsync("every lock");
        await open.Expect("#confirm").ToBeDisabledAsync();
        await open.Find("#many-prefix").FillAsync("jobs/");
        await open.Expect("#hits").ToHaveTextAsync("2 locks are held");
        await open.Find("#reason").FillAsync("stuck");
        await server.Service.ReleaseAsync("jobs/1", grant.LeaseId);
        await server.TakeAsync("jobs/1", "second");
        await server.TakeAsync("jobs/3");

        await open.Find("#confirm").ClickAsync();

        await open.Expect(".toast").ToHaveTextAsync("Revoked 1 lock. 1 lease had ended already.");
        var left = (await server.Service.ListAsync(new LockQuery())).Locks;
        Assert.Equal(["jobs/1", "jobs/3"], left.Select(found => found.Key.Value));
        Assert.Equal("second", left[0].Holder!.Name);
    }

    [ChromiumFact]
    public async Task Button_IsForAdminsOnly_AndAForeignPrefixIsRefused()
    {
        var keys = new Keys();
        await using var server = await RunningServer.StartAsync(settings: keys.Settings);
        await server.TakeAsync("a/1");
        await using (var reader = await OpenPage.SignInAsync(browser, server.Address, keys.Reader, "#/locks"))
        {
            await reader.Expect("#who").ToContainTextAsync("read");
            await reader.Expect("#revoke-many").ToBeHiddenAsync();
        }

        await using var open = await OpenPage.SignInAsync(browser, server.Address, keys.TenantA, "#/locks");
        await open.Find("#revoke-many").ClickAsync();
        await open.Find("#many-prefix").FillAsync("b/");
        await open.Expect("dialog [role=alert]").ToBeVisibleAsync();
        await open.Expect("#confirm").ToBeDisabledAsync();
        await open.Find("#many-prefix").FillAsync("a/");
        await open.Find("#reason").FillAsync("stuck");
        await open.Expect("#confirm").ToHaveTextAsync("Revoke 1 lock");
        await open.Find("#confirm").ClickAsync();

        await open.Expect(".toast").ToHaveTextAsync("Revoked 1 lock.");
        await open.Expect("#problems").ToHaveCountAsync(0);
    }
}
