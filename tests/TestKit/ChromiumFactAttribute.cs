using Xunit;

namespace LockActors.TestKit;

/// <summary>A fact that needs a Chromium browser; it counts as skipped where there is none.</summary>
public sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute() => Skip = Chromium.WhyMissing;
}
