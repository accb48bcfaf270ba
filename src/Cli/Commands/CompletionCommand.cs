using System.CommandLine;
using System.Text;

namespace LockActors.Cli.Commands;

/// <summary>lockctl completion: what a shell needs to complete commands and options.</summary>
internal static class CompletionCommand
{
    public static Command Create(RootCommand root)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command(
            "completion",
            "Prints a script for a shell, which completes keys too: eval \"$(lockctl completion bash)\".")
        {
            shell,
        };
        command.SetAction(parsed =>
        {
            Console.Write(parsed.GetValue(shell) switch
            {
                "fish" => Fish(root),
                "zsh" => "autoload -U +X bashcompinit && bashcompinit\n" + Bash(root),
                _ => Bash(root),
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string Bash(RootCommand root)
    {
        var cases = new StringBuilder();
        foreach (var command in Shown(root))
        {
            var words = Shown(command).Select(static child => child.Name).Concat(OptionsOf(root, command));
            cases.Append($"    {command.Name}) words=\"{string.Join(' ', words)}\" ;;\n");
        }

        var keyed = string.Join('|', Keyed(root));
        var commands = string.Join('|', Shown(root).Select(static command => command.Name));
        var names = string.Join(' ', Shown(root).Select(static command => command.Name).Concat(OptionsOf(root, root)));
        return $$"""
            _lockctl() {
              local words word keys command=""
              for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
                case "$word" in {{commands}}) command="$word"; break ;; esac
              done
              case "$command" in
            {{cases}}    *) words="{{names}}" ;;
              esac
              word="${COMP_WORDS[COMP_CWORD]}"
              case "$word" in -*) command="" ;; esac
              case "$command" in {{keyed}})
                word="${word#:}"
                keys="$(lockctl {{CompleteKeysCommand.Name}} -- "${COMP_LINE:0:$COMP_POINT}" "$word" 2>/dev/null)"
                if [ -n "$keys" ]; then COMPREPLY=($keys); return; fi ;;
              esac
              COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _lockctl lockctl

            """;
    }

    private static string Fish(RootCommand root)
    {
        var script = new StringBuilder();
        foreach (var command in Shown(root))
        {
            script.Append($"complete -c lockctl -n __fish_use_subcommand -a {command.Name} ")
                .Append($"-d {Quote(command.Description)}\n");
            var after = $"complete -c lockctl -n '__fish_seen_subcommand_from {command.Name}'";
            foreach (var child in Shown(command))
            {
                script.Append($"{after} -a {child.Name}\n");
            }

            foreach (var option in OptionsOf(root, command))
            {
                script.Append($"{after} -l {option[2..]}\n");
            }
        }

        var keyed = string.Join(' ', Keyed(root));
        return script.Append($"complete -c lockctl -n '__fish_seen_subcommand_from {keyed}' ")
            .Append($"-a '(lockctl {CompleteKeysCommand.Name} -- (commandline -cp) 2>/dev/null)'\n")
            .ToString();
    }

    private static IEnumerable<Command> Shown(Command command) =>
        command.Subcommands.Where(static child => !child.Hidden);

    /// <summary>The commands that take a key.</summary>
    private static IEnumerable<string> Keyed(RootCommand root) => Shown(root)
        .Where(static command => command.Arguments.FirstOrDefault() is Argument<LockKey>)
        .Select(static command => command.Name);

    private static IEnumerable<string> OptionsOf(RootCommand root, Command command) =>
        command.Options.Concat(command.Subcommands.SelectMany(child => command == root ? [] : child.Options))
            .Concat(root.Options.Where(static option => option.Recursive))
            .Select(static option => option.Name)
            .Where(static name => name.StartsWith("--", StringComparison.Ordinal))
            .Distinct();

    private static string Quote(string? text) => $"'{text?.Replace("'", "\\'", StringComparison.Ordinal)}'";
}
