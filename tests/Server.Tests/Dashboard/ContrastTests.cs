using System.Globalization;
using System.Text.RegularExpressions;

namespace LockActors.Server.Tests.Dashboard;

/// <summary>Text can be read in light and in dark: WCAG 2.2, success criterion 1.4.3.</summary>
public sealed partial class ContrastTests
{
    private const double Least = 4.5;

    /// <summary>What is written on what, by the names of the style sheet.</summary>
    public static TheoryData<string, string> Pairs => new()
    {
        { "ink ink-2 ink-3 held wait bad", "bg surface raised sunken" },
        { "ink ink-2 held wait", "held-soft" },
        { "wait", "wait-soft" },
        { "bad", "bad-soft" },
        { "surface", "bad" },
        { "bg", "ink" },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Text_OnWhatItStandsOn_HasContrast(string texts, string grounds)
    {
        var themes = await ThemesAsync();

        Assert.Equal(3, themes.Count);
        Assert.All(themes, theme => Assert.All(texts.Split(' '), text => Assert.All(grounds.Split(' '), ground =>
        {
            var ratio = Ratio(theme[text], theme[ground]);
            Assert.True(ratio >= Least, $"--{text} {theme[text]} on --{ground} {theme[ground]}: {ratio:0.00}");
        })));
    }

    [Fact]
    public async Task Dark_OfTheSystem_IsDarkOfTheSwitch()
    {
        var themes = await ThemesAsync();

        Assert.Equal(themes[1], themes[2]);
        Assert.NotEqual(themes[0], themes[1]);
    }

    [Theory]
    [InlineData("#000", "#fff", 21)]
    [InlineData("#777777", "#ffffff", 4.48)]
    public void Ratio_OfKnownColours_IsAsPublished(string one, string other, double expected) =>
        Assert.Equal(expected, Ratio(one, other), 2);

    private static async Task<List<Dictionary<string, string>>> ThemesAsync()
    {
        await using var server = await RunningServer.StartAsync();
        var css = await server.Http.GetStringAsync("/app/base.css");
        var blocks = Block().Matches(css).Select(block => Colour().Matches(block.Groups[1].Value)
            .ToDictionary(found => found.Groups[1].Value, found => found.Groups[2].Value));
        return [.. blocks.Where(colours => colours.Count > 0)];
    }

    private static double Ratio(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + .05) / (Math.Min(a, b) + .05);
    }

    private static double Luminance(string colour)
    {
        var digits = colour.Length == 4 ? string.Concat(colour[1..].Select(digit => $"{digit}{digit}")) : colour[1..];
        var parts = Enumerable.Range(0, 3).Select(at =>
        {
            var value = int.Parse(digits.AsSpan(at * 2, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var share = value / 255d;
            return share <= .04045 ? share / 12.92 : Math.Pow((share + .055) / 1.055, 2.4);
        }).ToList();
        return (.2126 * parts[0]) + (.7152 * parts[1]) + (.0722 * parts[2]);
    }

    [GeneratedRegex(@":root[^{}]*\{([^}]*)\}")]
    private static partial Regex Block();

    [GeneratedRegex(@"--([a-z0-9-]+): (#[0-9a-f]{3,6})\b")]
    private static partial Regex Colour();
}
