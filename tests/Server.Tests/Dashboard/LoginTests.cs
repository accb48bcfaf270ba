using LockActors.Actors;
using LockActors.Server.Tests.Security;
using LockActors.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace LockActors.Server.Tests.Dashboard;

/// <summary>People with a browser come to the dashboard of a server with API keys, and leave it.</summary>
[Collection(PageCollection.Name)]
public sealed class LoginTests(Browser browser)
{
    private readonly Keys _keys = new();

    [ChromiumFact]
    public async Task Page_WithoutASession_LeadsToTheLogin_AndFromThereToWhatWasAskedFor()
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);
        await server.TakeAsync("a/1", "worker");
        await using var open = await OpenPage.NewAsync(browser, server.Address);
        await open.AskForAsync("#/locks/a%2F1");
        await open.IsAtLoginAsync();

        await open.GiveKeyAsync(_keys.Admin);

        await open.Expect("h1").ToHaveTextAsync("a/1");
        await open.Expect("#holder").ToHaveTextAsync("worker");
        await open.Expect("#who").ToHaveTextAsync("admin (admin)");
        Assert.Equal(new Uri(server.Address, "/#/locks/a%2F1").ToString(), open.Page.Url);
        open.HasNoComplaints();
    }

    [ChromiumFact]
    public async Task Login_WithABadKey_SaysSoAndStays_AndStillKnowsTheWay()
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);
        await using var open = await OpenPage.NewAsync(browser, server.Address);
        await open.AskForAsync("#/cluster");

        await open.GiveKeyAsync("lak_wrong");

        await open.Expect("[role=alert]").ToHaveTextAsync("This key is not known to this server.");
        await open.Expect("#key").ToBeFocusedAsync();
        await open.Expect("#key").ToHaveValueAsync("");
        await open.GiveKeyAsync(_keys.Reader);
        await open.Expect("h1").ToHaveTextAsync("Cluster");
    }

    [ChromiumFact]
    public async Task ReturnUrl_ToAnotherHost_IsNotFollowed()
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);
        var elsewhere = $"//localhost:{server.Address.Port}/";
        foreach (var bad in new[] { $"http:{elsewhere}", elsewhere, $"/{elsewhere}", elsewhere.Replace("//", "/\\") })
        {
            await using var open = await OpenPage.NewAsync(browser, server.Address);
            await open.AskForAsync($"login?returnUrl={Uri.EscapeDataString(bad)}#//localhost");

            await open.GiveKeyAsync(_keys.Reader);

            await open.IsLiveAsync();
            Assert.Equal(server.Address.Authority, new Uri(open.Page.Url).Authority);
            open.HasNoComplaints();
        }
    }

    [ChromiumFact]
    public async Task SignOut_EndsTheSession_AndWhatIsAskedForAfterwardsNeedsALogin()
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);
        await using var open = await OpenPage.SignInAsync(browser, server.Address, _keys.Reader, "#/locks");
        var kept = await open.Page.Context.CookiesAsync();

        await open.Find("#logout").ClickAsync();

        await open.IsAtLoginAsync();
        await open.Page.GoBackAsync();
        await open.IsAtLoginAsync();
        await open.AskForAsync("#/cluster");
        await open.IsAtLoginAsync();
        await open.Page.Context.AddCookiesAsync(kept.Select(cookie => new Cookie
        {
            Name = cookie.Name,
            Value = cookie.Value,
            Domain = cookie.Domain,
            Path = cookie.Path,
        }));
        await open.AskForAsync("#/locks");
        await open.IsAtLoginAsync();
    }

    [ChromiumFact]
    public async Task SignOut_ThatTheServerRefuses_IsNotShownAsOne()
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);
        await using var open = await OpenPage.SignInAsync(browser, server.Address, _keys.Reader, "#/locks");
        await open.Page.Context.ClearCookiesAsync(new() { Name = "lockactors-csrf" });

        await open.Find("#logout").ClickAsync();

        await open.Expect(".toast").ToContainTextAsync("still signed in");
        await open.Expect("h1").ToHaveTextAsync("Locks");
    }

    [ChromiumFact]
    public async Task Reader_SeesALock_ButCannotRevokeIt()
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);
        await server.TakeAsync("a/1", "worker");
        await using var open = await OpenPage.SignInAsync(browser, server.Address, _keys.Reader, "#/locks/a%2F1");
        await open.Expect("#holder").ToHaveTextAsync("worker");
        await open.Expect("#revoke").ToBeDisabledAsync();
        await open.Expect("#revoke").ToHaveAttributeAsync("title", "Only keys with the role admin may revoke.");

        var forged = await open.Page.EvaluateAsync<int>("""
            async () => {
              const csrf = decodeURIComponent(document.cookie.match(/lockactors-csrf=([^;]*)/)[1]);
              const headers = { "Content-Type": "application/json", "X-LockActors-Csrf": csrf };
              const body = JSON.stringify({ reason: "forged" });
              return (await fetch("/v1/locks/a%2F1", { method: "DELETE", headers, body })).status;
            }
            """);

        Assert.Equal(403, forged);
        Assert.Equal(LockState.Held, (await server.Service.GetAsync("a/1")).State);
    }

    [ChromiumFact]
    public async Task KeyWithPrefixes_SeesAnOverviewOfItsOwnLocks()
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);
        await server.TakeAsync("a/1");
        await server.TakeAsync("a/2");
        await server.TakeAsync("secret/1", "stranger");
        var waiting = server.WaitAsync("a/1", "next");
        await using var open = await OpenPage.SignInAsync(browser, server.Address, _keys.TenantA);

        await open.Expect("[aria-label='Locks held'] b").ToHaveTextAsync("2");
        await open.Expect("[aria-label='Requests waiting'] b").ToHaveTextAsync("1");
        await open.Expect("[aria-label='Locks contended'] b").ToHaveTextAsync("1");
        await open.Expect(".attention .mono").ToHaveTextAsync(["a/1", "a/2"]);
        await open.Expect(".head").ToContainTextAsync("below a/");
        await open.Expect(".for-all:visible").ToHaveCountAsync(0);
        await open.Expect("main").Not.ToContainTextAsync("secret");
        open.HasNoComplaints();

        await open.GoAsync("#/cluster");
        await open.Expect("#members").ToContainTextAsync("for some prefixes only");
        await server.Service.RevokeAsync("a/1");
        await waiting;
    }

    [ChromiumFact]
    public async Task Phone_HasRoomForEverythingInTheHead()
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);
        await using var open = await OpenPage.NewAsync(browser, server.Address, width: 360);
        await open.AskForAsync("#/locks");
        await open.GiveKeyAsync(_keys.Admin);
        await open.IsLiveAsync();
        await open.Expect("#logout").ToBeVisibleAsync();

        var overflow = await open.Page.EvaluateAsync<int>(
            "document.querySelector('.top').scrollWidth - document.documentElement.clientWidth");
        var right = await open.Find("#logout").EvaluateAsync<double>("e => e.getBoundingClientRect().right");

        Assert.InRange(overflow, int.MinValue, 0);
        Assert.InRange(right, 1, 360);
    }

    [ChromiumTheory]
    [InlineData("#/", "Overview")]
    [InlineData("#/locks", "Locks")]
    [InlineData("#/locks/k", "k")]
    [InlineData("#/cluster", "Cluster")]
    public async Task Page_WhoseSessionTheServerForgot_LeadsToTheLoginAndBack(string hash, string title)
    {
        using var service = new LocalLockService();
        var server = await RunningServer.StartAsync(service, settings: _keys.Settings);
        await using var open = await OpenPage.SignInAsync(browser, server.Address, _keys.Reader, hash);
        await open.Expect("h1").ToHaveTextAsync(title);
        await server.StopAsync();
        await server.DisposeAsync();

        await using var again = await RunningServer.StartAsync(service, server.Address.Port, settings: _keys.Settings);

        await open.IsAtLoginAsync();
        await open.GiveKeyAsync(_keys.Reader);
        await open.Expect("h1").ToHaveTextAsync(title);
        await open.IsLiveAsync();
    }

    [ChromiumFact]
    public async Task Page_ThatAsksForNothing_LearnsFromItsEventsThatTheSessionIsOver()
    {
        using var service = new LocalLockService();
        var server = await RunningServer.StartAsync(service, settings: _keys.Settings);
        await using var open = await OpenPage.SignInAsync(browser, server.Address, _keys.Reader, "#/cluster");
        await open.Page.RouteAsync("**/v1/cluster", route => route.AbortAsync());
        await server.StopAsync();
        await server.DisposeAsync();

        await using var again = await RunningServer.StartAsync(service, server.Address.Port, settings: _keys.Settings);

        await open.IsAtLoginAsync();
    }

    [ChromiumFact]
    public async Task Page_WhoseSessionExpires_LeadsToTheLogin()
    {
        var clock = new SimClock();
        await using var server = await RunningServer.StartAsync(
            settings: _keys.Settings, services: services => services.AddSingleton<TimeProvider>(clock));
        await using var open = await OpenPage.SignInAsync(browser, server.Address, _keys.Reader, "#/locks");

        clock.Advance(TimeSpan.FromHours(9));

        await open.IsAtLoginAsync();
    }
}
