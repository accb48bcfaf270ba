using System.CommandLine;
using System.CommandLine.Parsing;
using LockActors.Client.Http;

namespace LockActors.Cli.Commands;

/// <summary>lockctl complete-keys: what a shell offers in the place of a key. Says nothing when the server does not
/// answer soon, for a person waits at a prompt.</summary>
internal static class CompleteKeysCommand
{
    public const string Name = "complete-keys";
    private const int Most = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static Command Create(RootCommand root)
    {
        var line = new Argument<string>("LINE") { Description = "The command line up to the cursor." };
        var word = new Argument<string?>("WORD")
        {
            Description = "What the shell replaces, which may be the end of the last word (default: the last word).",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command(Name, "Prints the keys that may stand at the end of a command line.")
        {
            line, word,
        };
        command.Hidden = true;
        command.SetAction((parsed, cancelled) => RunAsync(root, parsed.GetValue(line)!, parsed.GetValue(word)));
        return command;
    }

    private static async Task<int> RunAsync(RootCommand root, string line, string? word)
    {
        // Without the name of the program; a shell does not say how it took the quotes away, so there must be none.
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).ToList();
        if (line.EndsWith(' ') || words.Count == 0)
        {
            words.Add("");
        }

        var typed = words[^1];
        var kept = typed.Length - (word ?? typed).Length;
        if (kept < 0 || !typed.EndsWith(word ?? typed, StringComparison.Ordinal) || !typed.All(IsPlain))
        {
            return ExitCodes.Ok;
        }

        var parsed = root.Parse(
            words, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (!IsKey(parsed.CommandResult, typed))
        {
            return ExitCodes.Ok;
        }

        var server = parsed.GetResult(CommonOptions.Server)?.Tokens is [.., var named] ? named.Value : null;
        foreach (var key in await FindAsync(server, typed).ConfigureAwait(false))
        {
            Console.WriteLine(key[kept..]);
        }

        return ExitCodes.Ok;
    }

    /// <summary>Whether the last word stands in the place of a key.</summary>
    private static bool IsKey(CommandResult found, string typed) =>
        found.Command.Arguments.OfType<Argument<LockKey>>().FirstOrDefault() is { } key
        && found.GetResult(key) is { Tokens: [var only] } && only.Value == typed
        && found.Command.Arguments.Skip(1).All(other => found.GetResult(other) is not { Tokens.Count: > 0 });

    private static async Task<IEnumerable<string>> FindAsync(string? server, string prefix)
    {
        try
        {
            var options = Connection.Options();
            options.Timeout = Patience;
            using var service = new HttpLockService(new Uri(Connection.NameOf(server)), options);
            var page = await service.ListAsync(new LockQuery { Prefix = prefix, Limit = Most }).ConfigureAwait(false);
            return page.Locks.Select(static found => found.Key.Value).Where(static key => key.All(IsPlain));
        }
        catch (Exception error) when (error
            is LockException or UsageException or FormatException or ArgumentException)
        {
            return [];
        }
    }

    /// <summary>Whether a shell takes a letter for itself without quotes: a key with others would have to be
    /// quoted, in another way by each shell, so it is not offered.</summary>
    private static bool IsPlain(char letter) =>
        char.IsAsciiLetterOrDigit(letter) || "/._:@%+=,-".Contains(letter, StringComparison.Ordinal);
}
