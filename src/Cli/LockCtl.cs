using System.CommandLine;
using LockActors.Cli.Commands;

namespace LockActors.Cli;

/// <summary>The command line.</summary>
internal static class LockCtl
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Distributed locks for the command line.")
        {
            CommonOptions.Server,
            CommonOptions.KeyFile,
            CommonOptions.Json,
            RunCommand.Create(),
            AcquireCommand.Create(),
            RenewCommand.Create(),
            ReleaseCommand.Create(),
            ListCommand.Create(),
            ShowCommand.Create(),
            StatusCommand.Create(),
            RevokeCommand.Create(),
            WatchCommand.Create(),
            BenchCommand.Create(),
            KeyCommand.Create(),
        };
        root.Add(CompletionCommand.Create(root));
        root.Add(CompleteKeysCommand.Create(root));
        root.Add(HelpCommand.Create(root));
        Help.Use(root);

        // A key may begin with '@', and may be '-abc'.
        var parsed = root.Parse(
            args.Length == 0 ? ["help"] : args,
            new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in Suggestions.Explain(parsed))
            {
                Say(error);
            }

            Say("'lockctl help' and 'lockctl help COMMAND' tell more.");
            return ExitCodes.Usage;
        }

        if (Connection.Key is { } key && !Connection.IsKey(key))
        {
            Say($"{Connection.KeyVariable} holds no API key");
            return ExitCodes.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            }).ConfigureAwait(false);
        }
        catch (LockException error)
        {
            Say(Connection.Explain(error));
            return CodeOf(error);
        }
        catch (UsageException error)
        {
            Say(error.Message);
            return ExitCodes.Usage;
        }
        catch (IOException error)
        {
            Say($"the output cannot be written: {error.Message}");
            return ExitCodes.CannotWrite;
        }
    }

    /// <summary>Tells a person something, apart from the output.</summary>
    public static void Say(string message) => Console.Error.WriteLine($"lockctl: {message}");

    private static int CodeOf(LockException error) => error switch
    {
        LockRejectedException { Violation.Field: "apiKey" } => ExitCodes.NoServer,
        LockRejectedException => ExitCodes.Usage,
        LockTimeoutException => ExitCodes.NotAcquired,
        LockLostException => ExitCodes.Lost,
        _ => ExitCodes.NoServer,
    };
}
