using System.CommandLine;
using System.CommandLine.Parsing;
using LockActors.Cli.Processes;
using LockActors.Monitoring;

namespace LockActors.Cli.Commands;

/// <summary>lockctl watch: what happens to locks, as it happens.</summary>
internal static class WatchCommand
{
    private static IEnumerable<string> Kinds =>
        Enum.GetValues<LockEventKind>().Where(static kind => kind != LockEventKind.Unknown)
            .Select(LockEventKindConverter.Of);

    public static Command Create()
    {
        var prefix = CommonOptions.Prefix();
        var kinds = new Option<LockEventKind[]>("--kinds")
        {
            Description = $"Only these kinds of events, joined by commas (default: all): {string.Join(", ", Kinds)}.",
            HelpName = "KINDS",
            CustomParser = ReadKinds,
        };
        var count = new Option<int>("--count")
        {
            Description = "End after so many events (default: 0, at ctrl-C).",
            HelpName = "N",
        };
        var command = new Command("watch", "Shows events as they happen, until ctrl-C.") { prefix, kinds, count };
        command.SetAction((parsed, cancelled) => RunAsync(
            parsed.GetValue(CommonOptions.Json),
            new EventReader(
                Connection.NameOf(parsed.GetValue(CommonOptions.Server)),
                parsed.GetValue(prefix)!,
                parsed.GetValue(kinds) ?? []),
            parsed.GetValue(count)));
        return command;
    }

    private static LockEventKind[] ReadKinds(ArgumentResult result)
    {
        var kinds = new List<LockEventKind>();
        foreach (var name in result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries))
        {
            var known = Kinds.FirstOrDefault(kind => string.Equals(kind, name, StringComparison.OrdinalIgnoreCase));
            if (known is null || LockEventKindConverter.Find(known) is not { } found)
            {
                result.AddError($"--kinds takes kinds joined by commas, not '{name}': {string.Join(", ", Kinds)}");
                return [];
            }

            kinds.Add(found);
        }

        return [.. kinds];
    }

    private static async Task<int> RunAsync(bool json, EventReader reader, int count)
    {
        var signals = new Signals();
        using var events = reader;
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
