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
            CommonOptions.Json,
            RunCommand.Create(),
            AcquireCommand.Create(),
            RenewCommand.Create(),
            ReleaseCommand.Create(),
            ListCommand.Create(),
            ShowCommand.Create(),
        };

        // A key may begin with '@', and may be '-abc'.
        var parsed = root.Parse(
            args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                Say(error.Message);
            }

            Say("'lockctl --help' and 'lockctl COMMAND --help' tell more.");
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
            Say(error.Message);
            return CodeOf(error);
        }
    }

    /// <summary>Tells a person something, apart from the output.</summary>
    public static void Say(string message) => Console.Error.WriteLine($"lockctl: {message}");

    private static int CodeOf(LockException error) => error switch
    {
        LockRejectedException => ExitCodes.Usage,
        LockTimeoutException => ExitCodes.NotAcquired,
        LockLostException => ExitCodes.Lost,
        _ => ExitCodes.NoServer,
    };
}
