using System.CommandLine;

namespace LockActors.Cli.Commands;

/// <summary>lockctl help: the help of lockctl, or of a command.</summary>
internal static class HelpCommand
{
    public static Command Create(RootCommand root)
    {
        var words = new Argument<string[]>("COMMAND")
        {
            Description = "The command (default: lockctl itself).",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("help", "Shows this help, or that of a command.") { words };
        command.SetAction(parsed => Show(root, parsed.GetValue(words) ?? []));
        return command;
    }

    private static int Show(Command root, string[] words)
    {
        var command = root;
        foreach (var word in words)
        {
            var names = command.Subcommands.Select(static child => child.Name);
            if (command.Subcommands.FirstOrDefault(child => child.Name == word) is not { } found)
            {
                var meant = Suggestions.Nearest(word, names) is { } name ? $"; did you mean '{name}'?" : "";
                LockCtl.Say($"'{word}' is no command of {(command == root ? "lockctl" : command.Name)}{meant}");
                return ExitCodes.Usage;
            }

            command = found;
        }

        Console.Write(Help.Of(command));
        return ExitCodes.Ok;
    }
}
