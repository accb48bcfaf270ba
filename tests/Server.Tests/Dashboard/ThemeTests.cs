using LockActors.TestKit;
using Microsoft.Playwright;

namespace LockActors.Server.Tests.Dashboard;

/// <summary>Light and dark, and what of it the browser keeps.</summary>
[Collection(PageCollection.Name)]
public sealed class ThemeTests(Browser browser)
{
    private const string Light = "rgb(245, 246, 248)";
    private const string Dark = "rgb(14, 19, 24)";
    private const string Background = "getComputedStyle(document.body).backgroundColor";

    [ChromiumFact]
    public async Task Theme_FollowsTheSystem_AndCanBeSwitched()
    {
        await using var server = await RunningServer.StartAsync();
        await using var open = await OpenPage.OpenAsync(browser, server.Address, scheme: ColorScheme.Dark);
        Assert.Equal(Dark, await open.Page.EvaluateAsync<string>(Background));

        await open.Find("#theme").ClickAsync();

        Assert.Equal(Light, await open.Page.EvaluateAsync<string>(Background));
        await open.Page.ReloadAsync();
        Assert.Equal(Light, await open.Page.EvaluateAsync<string>(Background));
        open.HasNoComplaints();
    }

    [ChromiumFact]
    public async Task Page_OfABrowserThatKeepsNothing_WorksAllTheSame()
    {
        await using var server = await RunningServer.StartAsync();
        await using var open = await OpenPage.NewAsync(browser, server.Address);
        await open.Page.AddInitScriptAsync("""
            for (const area of ["localStorage", "sessionStorage"]) {
              Object.defineProperty(window, area, { get() { throw new DOMException("no", "SecurityError"); } });
            }
            """);
        await open.GoAsync("#/");

        await open.Find("#theme").ClickAsync();

        Assert.Equal(Dark, await open.Page.EvaluateAsync<string>(Background));
        await open.Expect("[aria-label='Locks held'] b").ToHaveTextAsync("0");
        open.HasNoComplaints();
    }

    /// <summary>The Orleans Dashboard at /orleans has the same origin, and an entry `theme` of its own.</summary>
    [ChromiumFact]
    public async Task Theme_OfAnotherPageOfTheOrigin_IsNeitherUsedNorChanged()
    {
        await using var server = await RunningServer.StartAsync();
        await using var open = await OpenPage.OpenAsync(browser, server.Address);
        await open.Page.EvaluateAsync("localStorage.setItem('theme', 'dark')");

        await open.Page.ReloadAsync();
        Assert.Equal(Light, await open.Page.EvaluateAsync<string>(Background));
        await open.Find("#theme").ClickAsync();
        await open.Find("#theme").ClickAsync();

        Assert.Equal(
            "lockactors.theme=light theme=dark",
            await open.Page.EvaluateAsync<string>(
                "Object.entries(localStorage).map(entry => entry.join('=')).sort().join(' ')"));
        open.HasNoComplaints();
    }
}
