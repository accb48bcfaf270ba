using System.Text.RegularExpressions;

namespace LockActors.House;

/// <summary>docs/TELEMETRY.md lists every instrument, span and log event of the code, and no other.</summary>
public sealed partial class TelemetryTests
{
    private const string Document = "docs/TELEMETRY.md";

    [Fact]
    public void Instruments_AreThoseOfTheDocument() => Compare(Instrument(), InstrumentRow());

    [Fact]
    public void Spans_AreThoseOfTheDocument() => Compare(Span(), SpanRow());

    [Fact]
    public void Events_AreThoseOfTheDocument()
    {
        var inCode = Code().SelectMany(text => Event().Matches(text))
            .Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}").Order(StringComparer.Ordinal);
        var listed = EventRow().Matches(Repository.ReadText(Document))
            .Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}").Order(StringComparer.Ordinal);

        Assert.Equal(inCode, listed);
    }

    private static void Compare(Regex inCode, Regex inDocument)
    {
        var names = Names(inCode, Code()).ToList();
        Assert.NotEmpty(names);
        Assert.Equal(names, Names(inDocument, [Repository.ReadText(Document)]));
    }

    private static IEnumerable<string> Names(Regex regex, IEnumerable<string> texts) => texts
        .SelectMany(text => regex.Matches(text))
        .Select(match => match.Groups[1].Value.Replace("{name}", "*", StringComparison.Ordinal))
        .Distinct().Order(StringComparer.Ordinal);

    private static IEnumerable<string> Code() =>
        Repository.SourceFiles.Where(file => file.IsUnder("src")).Select(file => file.Text);

    [GeneratedRegex(@"\.Create(?:Counter|Histogram|UpDownCounter|ObservableGauge)(?:<\w+>)?\(\s*""([^""]+)""")]
    private static partial Regex Instrument();

    [GeneratedRegex(@"^\| `([a-z._]+)` \| (?:counter|histogram|gauge) ", RegexOptions.Multiline)]
    private static partial Regex InstrumentRow();

    [GeneratedRegex(@"\.StartActivity\(\s*\$?""([^""]+)""")]
    private static partial Regex Span();

    [GeneratedRegex(@"^\| `([A-Za-z.*]+)` \| span ", RegexOptions.Multiline)]
    private static partial Regex SpanRow();

    [GeneratedRegex(@"\[LoggerMessage\(\s*(\d+),[\s\S]*?partial void (\w+)\(")]
    private static partial Regex Event();

    [GeneratedRegex(@"^\| (\d{4}) \| (\w+) \|", RegexOptions.Multiline)]
    private static partial Regex EventRow();
}
