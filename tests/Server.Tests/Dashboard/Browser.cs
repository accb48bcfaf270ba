using LockActors.TestKit;
using Microsoft.Playwright;

namespace LockActors.Server.Tests.Dashboard;

/// <summary>One Chromium for all page tests.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>How long a page may take to show what a test expects; a busy machine takes its time.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (Chromium.ExecutablePath is not { } path)
        {
            return;
        }

        Assertions.SetDefaultExpectTimeout((float)Patience.TotalMilliseconds);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = path,
            Args = Chromium.Arguments,

            // With scrollbars that take their place, as on a desk.
            IgnoreDefaultArgs = ["--hide-scrollbars"],
        });
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await (_browser?.CloseAsync() ?? Task.CompletedTask);
        _playwright?.Dispose();
    }

    internal async Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions options) =>
        await _browser!.NewContextAsync(options);
}
