using System.CommandLine;

namespace LockActors.Cli;

/// <summary>What was meant by a word that lockctl does not know.</summary>
internal static class Suggestions
{
    /// <summary>What is wrong with a command line, one line a fault.</summary>
    public static IEnumerable<string> Explain(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var names = command.Subcommands.Where(static child => !child.Hidden).Select(static child => child.Name)
            .ToArray();
        if (names.Length == 0)
        {
            return parsed.Errors.Select(error => AddTo(error.Message, parsed));
        }

        // What follows a verb that is misspelt is not at fault.
        var verb = parsed.UnmatchedTokens.FirstOrDefault(static word => !word.StartsWith('-'));
        var words = command is RootCommand ? "lockctl" : $"lockctl {command.Name}";
        var meant = verb is null ? null : Nearest(verb, names);
        return verb is null && parsed.UnmatchedTokens.Count > 0
            ? parsed.Errors.Skip(1).Select(error => AddTo(error.Message, parsed))
            : [
                verb is null ? $"{words} needs a command: {string.Join(", ", names)}"
                : meant is null ? $"'{verb}' is no command of {words}"
                : $"'{verb}' is no command of {words}; did you mean '{meant}'?",
            ];
    }

    /// <summary>The name that is nearest to a misspelt one, or null when none is near.</summary>
    public static string? Nearest(string word, IEnumerable<string> names) => names
        .Select(name => (Name: name, Distance: Spelling.Distance(word, name)))
        .Where(found => found.Distance <= Math.Max(1, Math.Min(word.Length, found.Name.Length) / 3))
        .OrderBy(static found => found.Distance)
        .Select(static found => found.Name)
        .FirstOrDefault();

    private static string AddTo(string error, ParseResult parsed)
    {
        var unknown = parsed.UnmatchedTokens.FirstOrDefault(word =>
            word.StartsWith("--", StringComparison.Ordinal)
            && error.Contains($"'{word}'", StringComparison.Ordinal));
        var options = parsed.CommandResult.Command.Options.Concat(parsed.RootCommandResult.Command.Options);
        var meant = unknown is null ? null : Nearest(unknown, options.Select(static option => option.Name));
        return meant is null ? error : $"{error.TrimEnd('.')}; did you mean '{meant}'?";
    }
}
