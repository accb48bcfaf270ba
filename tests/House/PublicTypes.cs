using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LockActors.House;

/// <summary>One public type a file, named as the file is; partials add a verb: Foo.Renew.cs.</summary>
internal static class PublicTypes
{
    public static IEnumerable<string> Check(IEnumerable<SourceFile> files) =>
        files.Where(file => file.IsUnder("src")).SelectMany(CheckFile);

    private static IEnumerable<string> CheckFile(SourceFile file)
    {
        var names = file.Syntax.DescendantNodes(node => node is not BaseTypeDeclarationSyntax)
            .OfType<MemberDeclarationSyntax>()
            .Where(member => member.Modifiers.Any(SyntaxKind.PublicKeyword))
            .Select(NameOf).OfType<string>().Distinct().ToList();
        if (names.Count > 1)
        {
            yield return $"{file.Path} holds {names.Count} public types: {string.Join(", ", names)}";
        }
        else if (names.Count == 1 && Path.GetFileName(file.Path).Split('.')[0].Split('{')[0] != names[0])
        {
            yield return $"{file.Path} holds the public type {names[0]} under another name";
        }
    }

    private static string? NameOf(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax type => type.Identifier.Text,
        _ => null,
    };
}
