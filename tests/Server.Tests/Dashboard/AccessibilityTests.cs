using LockActors.Server.Tests.Security;
using LockActors.TestKit;
using Microsoft.Playwright;

namespace LockActors.Server.Tests.Dashboard;

/// <summary>What assistive software needs to know stands in every page.</summary>
[Collection(PageCollection.Name)]
public sealed class AccessibilityTests(Browser browser)
{
    private static readonly string[] Pages = ["#/", "#/locks", "#/locks/jobs%2F1", "#/events", "#/cluster"];

    /// <summary>Everything that can be used but says nothing of itself, and every structure that lacks a
    /// heading.</summary>
    private const string Unnamed = """
        () => {
          const named = e => e.getAttribute("aria-label") || e.labels?.length || e.textContent.trim()
            || document.getElementById(e.getAttribute("aria-labelledby"))?.textContent;
          const all = selector => [...document.querySelectorAll(selector)];
          const name = e => e.outerHTML.slice(0, 120);
          const ids = all("[id]").map(e => e.id);
          return [
            ...all("input:not([type=hidden]), select, textarea").filter(e => !e.getAttribute("aria-label")
              && !e.labels?.length).map(name),
            ...all("button, a[href], dialog, [role=grid], [role=progressbar], [tabindex='0']")
              .filter(e => !named(e)).map(name),
            ...all("[role=img], svg:not([aria-hidden])").filter(e => !e.getAttribute("aria-label")).map(name),
            ...all("section").filter(e => !e.getAttribute("aria-label") && !e.querySelector("h1, h2, h3")).map(name),
            ...(all("main h1").length === 1 ? [] : ["not one h1"]),
            ...ids.filter((id, at) => ids.indexOf(id) !== at).map(id => "twice: " + id),
            ...(document.documentElement.lang ? [] : ["no language"]),
          ];
        }
        """;

    /// <summary>Every text in sight with less contrast to what is behind it than WCAG asks for.</summary>
    private const string Faint = """
        () => {
          const parse = text => text.match(/[\d.]+/g).map(Number);
          const part = value => (value /= 255) <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4;
          const light = ([r, g, b]) => .2126 * part(r) + .7152 * part(g) + .0722 * part(b);
          const ground = e => {
            for (; e; e = e.parentElement) {
              const colour = parse(getComputedStyle(e).backgroundColor);
              if (colour.length === 3 || colour[3] === 1) return colour;
            }
            return [255, 255, 255];
          };
          const found = [];
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          let looked = 0;
          while (texts.nextNode()) {
            const e = texts.currentNode.parentElement;
            if (!texts.currentNode.data.trim() || !e.checkVisibility()) continue;
            if (e.closest(":disabled, noscript, .skip")) continue;
            looked++;
            const style = getComputedStyle(e);
            const [a, b] = [light(parse(e.closest("svg") ? style.fill : style.color)), light(ground(e))];
            const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
            if (ratio < 4.5) found.push(`${ratio.toFixed(2)}: ${e.outerHTML.slice(0, 120)}`);
          }
          return looked > 4 ? found : [`only ${looked} texts`];
        }
        """;

    [ChromiumTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Pages_NameWhatTheyHave_AndTheirTextsCanBeRead(ColorScheme scheme)
    {
        await using var server = await RunningServer.StartAsync();
        await server.TakeAsync("jobs/1", "worker-1");
        await server.TakeAsync("jobs/2", "worker-2");
        await server.Service.RevokeAsync("jobs/2");
        var waiting = server.WaitAsync("jobs/1", "worker-3");
        await using var open = await OpenPage.OpenAsync(browser, server.Address, scheme: scheme);
        foreach (var page in Pages)
        {
            await open.GoAsync(page);
            await open.Expect(".skeleton:visible").ToHaveCountAsync(0);
            await server.TakeAsync(LockKey.Parse($"seen{page}-1"));
            await open.Expect("main").ToContainTextAsync("1");
            await IsGoodAsync(open);
        }

        await open.GoAsync("#/locks/jobs%2F1");
        await open.Find("#revoke").ClickAsync();
        await open.Find("#confirm").ClickAsync();
        await open.Expect("dialog [role=alert]").ToBeVisibleAsync();
        await IsGoodAsync(open);
        await server.Service.RevokeAsync("jobs/1");
        await waiting;
    }

    [ChromiumTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Login_NamesWhatItHas_AndItsTextsCanBeRead(ColorScheme scheme)
    {
        await using var server = await RunningServer.StartAsync(settings: new Keys().Settings);
        await using var open = await OpenPage.NewAsync(browser, server.Address, scheme);
        await open.AskForAsync("login");
        await open.GiveKeyAsync("lak_wrong");
        await open.Expect("[role=alert]").ToContainTextAsync("not known");
        await open.Expect("#key").ToHaveAttributeAsync("aria-describedby", "problem");

        await IsGoodAsync(open, texts: false);
    }

    [ChromiumFact]
    public async Task Motion_IsReducedForThoseWhoAskForIt()
    {
        await using var server = await RunningServer.StartAsync();
        await using var open = await OpenPage.NewAsync(browser, server.Address, motion: ReducedMotion.Reduce);
        await using var usual = await OpenPage.NewAsync(browser, server.Address);

        Assert.Equal(("none", "breathe"), (await SkeletonAsync(open), await SkeletonAsync(usual)));
    }

    private static async Task<string> SkeletonAsync(OpenPage open)
    {
        await open.Page.RouteAsync("**/v1/locks?*", static _ => Task.CompletedTask);
        await open.GoAsync("#/");
        return await open.Find(".attention .skeleton").EvaluateAsync<string>("e => getComputedStyle(e).animationName");
    }

    private static async Task IsGoodAsync(OpenPage open, bool texts = true)
    {
        Assert.Empty(await open.Page.EvaluateAsync<string[]>(Unnamed));
        var faint = await open.Page.EvaluateAsync<string[]>(Faint);
        Assert.Empty(texts ? faint : faint.Where(found => !found.StartsWith("only", StringComparison.Ordinal)));
    }
}
