using LockActors.Actors;
using LockActors.Monitoring;
using LockActors.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace LockActors.Server.Tests.Dashboard;

/// <summary>Takes the pictures of the four pages, as test output, and into docs/images when LOCKACTORS_SCREENSHOTS is
/// set.</summary>
[Collection(PageCollection.Name)]
public sealed class ScreenshotTests(Browser browser)
{
    private const int LargestImage = 200_000;

    [ChromiumFact]
    public async Task Pages_WithSomethingToShow_LookAsTheyShould()
    {
        using var service = new LocalLockService();
        var cluster = new ShownCluster(service);
        await using var server = await RunningServer.StartAsync(
            service, services: services => services.AddSingleton<ILockMonitor>(cluster));
        using var stop = new CancellationTokenSource();
        var crowd = Crowd.RunAsync(service, stop.Token);
        await using var open = await OpenPage.OpenAsync(browser, server.Address);
        await open.Expect("[aria-label='Grants per second'] path.line").ToBeVisibleAsync();
        await Poll.UntilAsync(
            async () => (await service.OverviewAsync()).Hold.Count > 100, "some history", TimeSpan.FromSeconds(60));

        await ShootAsync(open, "overview", "#/");
        await ShootAsync(open, "locks", "#/locks");
        await ShootAsync(open, "lock", $"#/locks/{Uri.EscapeDataString(Crowd.HotKey)}");
        await ShootAsync(open, "events", "#/events");
        await ShootAsync(open, "cluster", "#/cluster");
        await using var dark = await OpenPage.OpenAsync(browser, server.Address, scheme: ColorScheme.Dark);
        await ShootAsync(dark, "overview-dark", "#/");
        await using var phone = await OpenPage.OpenAsync(browser, server.Address, width: 390, height: 780);
        await ShootAsync(phone, "lock-phone", $"#/locks/{Uri.EscapeDataString(Crowd.HotKey)}");
        await ShootAsync(phone, "overview-phone", "#/");
        await ShootAsync(phone, "locks-phone", "#/locks");
        var overflow = await phone.Page.EvaluateAsync<int>(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth");

        Assert.Equal(0, overflow);
        open.HasNoComplaints();
        dark.HasNoComplaints();
        phone.HasNoComplaints();
        await stop.CancelAsync();
        await crowd;
    }

    private static async Task ShootAsync(OpenPage open, string name, string hash)
    {
        await open.GoAsync("#/none");
        await open.GoAsync(hash);
        await Assertions.Expect(open.Find(".skeleton:visible")).ToHaveCountAsync(0);
        await Assertions.Expect(open.Find("main")).Not.ToContainTextAsync("Loading");
        if (await open.Find(".feed").CountAsync() > 0)
        {
            await Assertions.Expect(open.Find(".feed .event").First).ToBeVisibleAsync();
        }

        if (await open.Find("#problems").CountAsync() > 0)
        {
            await Assertions.Expect(open.Find("#problems li").First).ToBeVisibleAsync();
        }

        if (await open.Find("#limits").CountAsync() > 0)
        {
            await Assertions.Expect(open.Find("#limits")).ToBeVisibleAsync();
        }

        var image = await open.Page.ScreenshotAsync();
        Assert.InRange(image.Length, 5_000, LargestImage);
        foreach (var folder in Folders())
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{name}.png"), image);
        }
    }

    private static IEnumerable<string> Folders()
    {
        yield return Path.Combine(AppContext.BaseDirectory, "screenshots");
        if (Environment.GetEnvironmentVariable("LOCKACTORS_SCREENSHOTS") is { Length: > 0 } folder)
        {
            yield return folder;
        }
    }
}
