namespace LockActors.TestKit;

/// <summary>The browser that page tests drive, and how to start it in a closed network.</summary>
public static class Chromium
{
    /// <summary>The browser's full path; null when there is none on PATH.</summary>
    public static string? ExecutablePath { get; } = Executables.Find("chromium", "chromium-browser", "google-chrome");

    /// <summary>Why page tests are skipped; null when they run.</summary>
    public static string? WhyMissing => ExecutablePath is null ? "chromium is not on PATH" : null;

    /// <summary>Start-up arguments: no sandbox (tests may run as root) and no calls home.</summary>
    public static IReadOnlyList<string> Arguments { get; } =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];
}
