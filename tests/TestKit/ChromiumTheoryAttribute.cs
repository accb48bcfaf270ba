using Xunit;

namespace LockActors.TestKit;

/// <summary>A theory that needs a Chromium browser; it counts as skipped where there is none.</summary>
public sealed class ChromiumTheoryAttribute : TheoryAttribute
{
    public ChromiumTheoryAttribute() => Skip = Chromium.WhyMissing;
}
