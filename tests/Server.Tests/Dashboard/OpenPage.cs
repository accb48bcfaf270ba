using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace LockActors.Server.Tests.Dashboard;

/// <summary>A page of the dashboard in a real browser, and everything that it complained about.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly Uri _server;

    private OpenPage(IBrowserContext context, IPage page, Uri server)
    {
        _context = context;
        _server = server;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                Complaints.Enqueue($"{message.Type}: {message.Text}");
            }
        };
        page.PageError += (_, error) => Complaints.Enqueue($"exception: {error}");
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url).Authority != server.Authority)
            {
                Complaints.Enqueue($"request elsewhere: {request.Url}");
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Console errors, which violations of the content policy are too, and requests to elsewhere.</summary>
    public ConcurrentQueue<string> Complaints { get; } = new();

    public static async Task<OpenPage> OpenAsync(
        Browser browser, Uri server, string hash = "#/", ColorScheme scheme = ColorScheme.Light,
        int width = 1280, int height = 800)
    {
        var open = await NewAsync(browser, server, scheme, width, height);
        await open.GoAsync(hash);
        return open;
    }

    /// <summary>A page that shows nothing yet, with no session.</summary>
    public static async Task<OpenPage> NewAsync(
        Browser browser, Uri server, ColorScheme scheme = ColorScheme.Light, int width = 1280, int height = 800,
        ReducedMotion motion = ReducedMotion.NoPreference)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ColorScheme = scheme,
            Locale = "en-GB",
            ReducedMotion = motion,
            ViewportSize = new ViewportSize { Width = width, Height = height },
        });
        context.SetDefaultTimeout((float)Browser.Patience.TotalMilliseconds);
        return new OpenPage(context, await context.NewPageAsync(), server);
    }

    /// <summary>Asks for a page without a session, and gives the key that the login asks for.</summary>
    public static async Task<OpenPage> SignInAsync(Browser browser, Uri server, string key, string hash = "#/")
    {
        var open = await NewAsync(browser, server);
        await open.AskForAsync(hash);
        await open.GiveKeyAsync(key);
        await open.IsLiveAsync();
        return open;
    }

    /// <summary>Asks for a page, whatever comes.</summary>
    public Task AskForAsync(string path) => Page.GotoAsync(_server.ToString() + path);

    public async Task GiveKeyAsync(string key)
    {
        await Page.GetByLabel("API key").FillAsync(key);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Log in" }).ClickAsync();
    }

    public Task IsAtLoginAsync() => Assertions.Expect(Page.GetByLabel("API key")).ToBeVisibleAsync();

    public Task IsLiveAsync() => Assertions.Expect(Page.Locator("#connection")).ToHaveTextAsync("Live");

    /// <summary>Presses a key again and again until what a selector finds has the focus.</summary>
    public async Task TabToAsync(string selector)
    {
        const int Most = 40;
        for (var i = 0; i < Most; i++)
        {
            await Page.Keyboard.PressAsync("Tab");
            if (await Page.EvaluateAsync<bool>("wanted => document.activeElement.matches(wanted)", selector))
            {
                return;
            }
        }

        Assert.Fail($"{Most} times Tab did not reach {selector}.");
    }

    public async Task GoAsync(string hash)
    {
        await Page.GotoAsync(new Uri(_server, hash).ToString());
        await IsLiveAsync();
    }

    public ILocator Find(string selector) => Page.Locator(selector);

    public ILocatorAssertions Expect(string selector) => Assertions.Expect(Page.Locator(selector));

    public void HasNoComplaints() => Assert.Empty(Complaints);

    public async ValueTask DisposeAsync() => await _context.CloseAsync();
}
