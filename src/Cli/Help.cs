using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text;

namespace LockActors.Cli;

/// <summary>The help: what a command does, its arguments and its options, whose descriptions name their
/// defaults.</summary>
internal sealed class Help : SynchronousCommandLineAction
{
    private const int Width = 100;
    private const int Gap = 2;

    /// <summary>Help is asked for without the arguments that the command needs.</summary>
    public override bool ClearsParseErrors => true;

    /// <summary>Makes this the help of <c>--help</c>.</summary>
    public static void Use(RootCommand root)
    {
        foreach (var option in root.Options)
        {
            if (option is HelpOption help)
            {
                help.Action = new Help();
                help.Description = "Shows this help.";
            }
            else if (option is VersionOption version)
            {
                version.Description = "Shows the version.";
            }
        }
    }

    public override int Invoke(ParseResult parseResult)
    {
        Console.Write(Of(parseResult.CommandResult.Command));
        return ExitCodes.Ok;
    }

    /// <summary>The help of a command.</summary>
    public static string Of(Command command)
    {
        var path = PathTo(command).Reverse().ToArray();
        var text = new StringBuilder();
        Wrap(text, command.Description ?? "", indent: 0);
        var commands = command.Subcommands.Where(static child => !child.Hidden).ToArray();
        text.Append("\nUsage:\n")
            .Append($"  {string.Join(' ', path.Select(static one => one.Name))}{ArgumentsOf(command)}")
            .Append(commands.Length > 0 ? " COMMAND [options]\n" : " [options]\n");
        Section(text, "Commands", commands.Select(static child => (
            child.Name + ArgumentsOf(child), FirstSentence(child.Description ?? ""))));
        Section(text, "Arguments", command.Arguments.Select(static argument => (
            argument.Name, argument.Description ?? "")));
        Section(text, "Options", command.Options
            .Concat(path.SkipLast(1).SelectMany(static one => one.Options).Where(static option => option.Recursive))
            .Where(static option => !option.Hidden)
            .Select(static option => (NameOf(option), option.Description ?? "")));
        if (path.Length == 1)
        {
            text.Append("\n'lockctl help COMMAND' tells more of a command.\n");
        }

        return text.ToString();
    }

    private static IEnumerable<Command> PathTo(Command command)
    {
        for (var one = command; one is not null; one = one.Parents.OfType<Command>().FirstOrDefault())
        {
            yield return one;
        }
    }

    private static string ArgumentsOf(Command command) => string.Concat(command.Arguments.Select(static argument =>
        argument.Arity.MinimumNumberOfValues == 0 ? $" [{argument.Name}]" : $" {argument.Name}"));

    private static string NameOf(Option option)
    {
        var names = string.Join(", ", option.Aliases.Where(static alias => alias is not ("-?" or "/?" or "/h"))
            .Prepend(option.Name));
        return option.HelpName is { } value ? $"{names} {value}" : names;
    }

    private static string FirstSentence(string text)
    {
        var end = text.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? text : text[..(end + 1)];
    }

    private static void Section(StringBuilder text, string title, IEnumerable<(string Name, string Description)> rows)
    {
        var all = rows.ToArray();
        if (all.Length == 0)
        {
            return;
        }

        var column = Gap + all.Max(static row => row.Name.Length) + Gap;
        text.Append($"\n{title}:\n");
        foreach (var (name, description) in all)
        {
            text.Append($"{new string(' ', Gap)}{name}".PadRight(column));
            Wrap(text, description, column);
        }
    }

    /// <summary>Writes words from a column on, in lines that a terminal shows whole.</summary>
    private static void Wrap(StringBuilder text, string words, int indent)
    {
        var used = indent;
        foreach (var word in words.Split(' '))
        {
            if (used > indent && used + 1 + word.Length > Width)
            {
                text.Append('\n').Append(' ', indent);
                used = indent;
            }

            text.Append(used > indent ? " " : "").Append(word);
            used += word.Length + (used > indent ? 1 : 0);
        }

        text.Append('\n');
    }
}
