using System.CommandLine;
using LockActors.Cli.Processes;

namespace LockActors.Cli.Commands;

/// <summary>lockctl watch: what happens to locks, as it happens.</summary>
internal static class WatchCommand
{
    public static Command Create()
    {
        var prefix = new Option<string>("--prefix")
        {
            Description = "Only locks that begin with this text.",
            HelpName = "TEXT",
            DefaultValueFactory = static _ => "",
        };
        var count = new Option<int>("--count")
        {
            Description = "End after so many events (default: 0, at ctrl-C).",
            HelpName = "N",
        };
        var command = new Command("watch", "Shows events as they happen, until ctrl-C.") { prefix, count };
        command.SetAction((parsed, cancelled) => RunAsync(
            parsed.GetValue(CommonOptions.Server),
            parsed.GetValue(CommonOptions.Json),
            parsed.GetValue(prefix)!,
            parsed.GetValue(count)));
        return command;
    }

    private static async Task<int> RunAsync(string? server, bool json, string prefix, int count)
    {
        var signals = new Signals();
        using var events = new EventReader(Connection.NameOf(server), prefix);
        try
        {
            await foreach (var line in events.ReadAsync(json, signals.Ended).ConfigureAwait(false))
            {
                if (Native.IsOutputGone())
                {
                    return ExitCodes.Signal + Native.SigPipe;
                }

                Console.WriteLine(line);
                if (--count == 0)
                {
                    return ExitCodes.Ok;
                }
            }
        }
        catch (OperationCanceledException) when (signals.Ended.IsCancellationRequested)
        {
            return ExitCodes.Signal + signals.Last;
        }

        return ExitCodes.Ok;
    }
}
