using LockActors.TestKit;
using Microsoft.Playwright;

namespace LockActors.Server.Tests.Dashboard;

/// <summary>Where things stand in the list of locks, on a desk and on a phone.</summary>
[Collection(PageCollection.Name)]
public sealed class ListLayoutTests(Browser browser)
{
    /// <summary>How far each heading's left edge, or right edge where numbers stand, is off its column.</summary>
    private const string Offsets = """
        () => {
          const edges = row => [...document.querySelector(row).children].map(cell => cell.getBoundingClientRect());
          const rows = edges(".lock-row");
          return edges(".locks-head").map((cell, at) => Math.abs(at === 5
            ? cell.right - rows[at].right : cell.left - rows[at].left));
        }
        """;

    [ChromiumTheory]
    [InlineData(3)]
    [InlineData(60)]
    public async Task Headings_StandAboveTheirColumns_WithAndWithoutAScrollbar(int count)
    {
        await using var server = await RunningServer.StartAsync();
        for (var i = 0; i < count; i++)
        {
            await server.TakeAsync(LockKey.Parse($"orders/{i:000}"), $"worker-{i}");
        }

        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/locks?sort=lock", width: 1440);
        await open.Expect("#row-0 .key").ToHaveTextAsync("orders/000");
        Assert.Equal(count > 3, await open.Find(".locks-view").EvaluateAsync<bool>(
            "view => view.scrollHeight > view.clientHeight"));

        Assert.All(await open.Page.EvaluateAsync<double[]>(Offsets), offset => Assert.InRange(offset, 0, 1));
    }

    [ChromiumTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Row_OnAPhone_ShowsItsHolderAndState(ColorScheme scheme)
    {
        await using var server = await RunningServer.StartAsync();
        var key = LockKey.Parse("billing/invoice-run/" + new string('x', 60));
        await server.TakeAsync(key, "a-worker-with-a-rather-long-name-1");
        await server.TakeAsync("short", "worker-2");
        var waiting = server.WaitAsync(key, "worker-3");
        await using var open = await OpenPage.OpenAsync(
            browser, server.Address, "#/locks", scheme, width: 390, height: 844);

        await open.Expect("#row-0 .waits").ToBeVisibleAsync();
        foreach (var (part, text) in new[]
        {
            ("#row-0 .pill", "Held"), ("#row-0 .who", "a-worker-with"), ("#row-1 .pill", "Held"),
            ("#row-1 .who", "worker-2"), ("#row-1 .left .num", " s"),
        })
        {
            await open.Expect(part).ToBeVisibleAsync();
            await open.Expect(part).ToContainTextAsync(text);
            Assert.True(await open.Find(part).EvaluateAsync<bool>("""
                e => {
                  const [part, row] = [e.getBoundingClientRect(), e.closest(".lock-row").getBoundingClientRect()];
                  return part.width > 20 && part.left >= row.left && part.right <= row.right
                    && part.top >= row.top && part.bottom <= row.bottom;
                }
                """));
        }

        Assert.Equal(0, await open.Page.EvaluateAsync<int>(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        open.HasNoComplaints();
        await server.Service.RevokeAsync(key);
        await waiting;
    }

    [ChromiumFact]
    public async Task Rows_OfAPageThatGetsNarrow_StandOneBelowTheOther()
    {
        await using var server = await RunningServer.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await server.TakeAsync(LockKey.Parse($"k/{i}"));
        }

        await using var open = await OpenPage.OpenAsync(browser, server.Address, "#/locks?sort=lock", width: 1440);
        await open.Expect(".lock-row").ToHaveCountAsync(5);
        await open.Page.SetViewportSizeAsync(390, 844);

        await Poll.UntilAsync(
            async () => await open.Page.EvaluateAsync<bool>("""
                [0, 1, 2, 3].every(at => {
                  const [one, next] = [at, at + 1].map(
                    n => document.getElementById("row-" + n).getBoundingClientRect());
                  return one.height > 50 && Math.abs(one.bottom - next.top) < 1;
                })
                """),
            "rows of the new height", Browser.Patience);
    }
}
