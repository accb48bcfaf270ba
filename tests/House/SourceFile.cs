using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LockActors.House;

/// <summary>One C# file: its path from the root, its text and its syntax.</summary>
internal sealed record SourceFile(string Path, string Text)
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Latest);

    public SyntaxNode Syntax => field ??= CSharpSyntaxTree.ParseText(Text, Options).GetRoot();

    public bool IsUnder(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);

    public static SourceFile Read(string path) => new(path, Repository.ReadText(path));

    public static int LineOf(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
}
