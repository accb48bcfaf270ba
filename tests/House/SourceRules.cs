using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LockActors.House;

/// <summary>What the banned-symbols analyzer cannot see, because it is not a symbol.</summary>
internal static class SourceRules
{
    public static IEnumerable<string> Check(IEnumerable<SourceFile> files) => files.SelectMany(CheckFile);

    private static IEnumerable<string> CheckFile(SourceFile file) =>
        file.Syntax.DescendantNodesAndTokens(descendIntoTrivia: true)
            .Select(item => item.AsNode() is { } node ? CheckNode(file, node) : CheckToken(file, item.AsToken()))
            .OfType<string>()
            .Select(violation => $"{file.Path}: {violation}");

    private static string? CheckNode(SourceFile file, SyntaxNode node) => node switch
    {
        PragmaWarningDirectiveTriviaSyntax => "a warning is suppressed: cure it, or change the rule for all",
        NullableDirectiveTriviaSyntax => "nullable is switched: it is on everywhere",
        AttributeSyntax { Name: var name } when name.ToString().Contains("SuppressMessage", StringComparison.Ordinal) =>
            "a warning is suppressed: cure it, or change the rule for all",
        MethodDeclarationSyntax method when IsAsyncVoid(method.Modifiers, method.ReturnType) =>
            AsyncVoid(method.Identifier),
        LocalFunctionStatementSyntax local when IsAsyncVoid(local.Modifiers, local.ReturnType) =>
            AsyncVoid(local.Identifier),
        InvocationExpressionSyntax call when file.IsUnder("src") && BlocksOnATask(call) =>
            $"'{call.Expression}()' blocks a thread on a task",
        InvocationExpressionSyntax call when file.Path != "tests/TestKit/Poll.cs" && SleepsOnTheSystemClock(call) =>
            $"'{call}' sleeps: advance the clock, or Poll.UntilAsync for another process",
        _ => null,
    };

    private static string? CheckToken(SourceFile file, SyntaxToken token) =>
        file.IsUnder("src/Engine") && (token.IsKind(SyntaxKind.AsyncKeyword) || token.IsKind(SyntaxKind.AwaitKeyword))
            ? $"'{token.Text}' in the engine, whose decisions never wait"
            : null;

    private static string AsyncVoid(SyntaxToken name) => $"'async void {name.Text}' loses its exceptions";

    private static bool IsAsyncVoid(SyntaxTokenList modifiers, TypeSyntax returnType) =>
        modifiers.Any(SyntaxKind.AsyncKeyword) && returnType.ToString() == "void";

    private static bool BlocksOnATask(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax
        {
            Name.Identifier.Text: "GetResult",
            Expression: InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "GetAwaiter" },
            },
        };

    private static bool SleepsOnTheSystemClock(InvocationExpressionSyntax call) =>
        call.Expression.ToString() is "Task.Delay"
        && call.ArgumentList.Arguments.Any(argument => argument.ToString() == "TimeProvider.System");
}
