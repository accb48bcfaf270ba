using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LockActors.House;

/// <summary>docs/CONTRIBUTING.md, rule 1 as a ratchet: what the baseline lists may shrink and never grow.</summary>
internal static class Lengths
{
    private const int FileLimit = 300;
    private const int MethodLimit = 70;
    private const int LineLimit = 120;

    public static IEnumerable<string> Check(IEnumerable<SourceFile> files, string baseline)
    {
        var allowed = ParseBaseline(baseline);
        var measured = files.SelectMany(Measure).GroupBy(length => length.What)
            .ToDictionary(group => group.Key, group => group.MaxBy(length => length.Lines)!);

        foreach (var (what, length) in measured)
        {
            var limit = allowed.GetValueOrDefault(what, length.Limit);
            if (length.Lines > limit)
            {
                yield return $"{what} is {length.Lines} long{length.At}, at most {limit} are allowed";
            }
        }

        foreach (var (what, limit) in allowed)
        {
            var length = measured.GetValueOrDefault(what);
            if (length is null || length.Lines <= length.Limit)
            {
                yield return $"{what} is within the limit now: take it off the baseline";
            }
            else if (length.Lines < limit)
            {
                yield return $"{what} shrank to {length.Lines}: lower its baseline of {limit}";
            }
        }
    }

    private static Dictionary<string, int> ParseBaseline(string baseline) =>
        baseline.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.LastIndexOf(' ') is var space ? (What: line[..space], Limit: line[space..]) : default)
            .ToDictionary(entry => entry.What, entry => int.Parse(entry.Limit, CultureInfo.InvariantCulture));

    private static IEnumerable<Length> Measure(SourceFile file)
    {
        var lines = file.Text.TrimEnd('\n').Split('\n');
        yield return new Length($"file {file.Path}", lines.Length, FileLimit);
        var (at, longest) = lines.Index().MaxBy(line => line.Item.Length);
        yield return new Length($"line {file.Path}", longest.Length, LineLimit) { At = $" at line {at + 1}" };
        foreach (var node in file.Syntax.DescendantNodes())
        {
            if (NameOf(node) is { } name)
            {
                yield return new Length($"method {file.Path} {name}", LinesOf(node), MethodLimit);
            }
        }
    }

    private static int LinesOf(SyntaxNode node)
    {
        var span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static string? NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        LocalFunctionStatementSyntax function => function.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        OperatorDeclarationSyntax @operator => @operator.OperatorToken.Text,
        IndexerDeclarationSyntax => "this[]",
        ConversionOperatorDeclarationSyntax or DestructorDeclarationSyntax => node.Kind().ToString(),
        CompilationUnitSyntax unit when unit.Members.OfType<GlobalStatementSyntax>().Any() => "top-level statements",
        _ => null,
    };

    private sealed record Length(string What, int Lines, int Limit)
    {
        public string At { get; init; } = "";
    }
}
