using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using LockActors.Wire;

namespace LockActors.Cli.Commands;

/// <summary>lockctl ls: the locks in use.</summary>
internal static class ListCommand
{
    private static IEnumerable<string> States => Enum.GetValues<LockState>().Select(WireNames.Of);

    public static Command Create()
    {
        var prefix = CommonOptions.Prefix();
        var state = new Option<LockState?>("--state")
        {
            Description = $"Only locks in this state: {string.Join(", ", States)} (default: all).",
            HelpName = "STATE",
            CustomParser = ReadState,
        };
        var owner = new Option<string>("--owner", "--holder")
        {
            Description = "Only locks with this text in their holder's name, in any case (default: all).",
            HelpName = "TEXT",
            DefaultValueFactory = static _ => "",
            Validators =
            {
                static result => CommonOptions.Check(
                    result, new LockQuery { Holder = result.GetValueOrDefault<string>() ?? "" }),
            },
        };
        var command = new Command("ls", "Lists the locks in use.") { prefix, state, owner };
        command.SetAction((parsed, cancelled) => RunAsync(
            parsed.GetValue(CommonOptions.Server),
            parsed.GetValue(CommonOptions.Json),
            new LockQuery
            {
                Prefix = parsed.GetValue(prefix)!,
                State = parsed.GetValue(state),
                Holder = parsed.GetValue(owner)!,
                Limit = LockQuery.MaxLimit,
            }));
        return command;
    }

    private static LockState? ReadState(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var found = Enum.GetValues<LockState>()
            .Where(state => string.Equals(WireNames.Of(state), text, StringComparison.OrdinalIgnoreCase))
            .ToArray();
        if (found.Length == 0)
        {
            result.AddError($"--state takes one of {string.Join(", ", States)}, not '{text}'");
            return null;
        }

        return found[0];
    }

    private static async Task<int> RunAsync(string? server, bool json, LockQuery query)
    {
        using var service = Connection.Open(Connection.NameOf(server));
        var rows = new List<string[]> { new[] { "KEY", "STATE", "HOLDER", "TOKEN", "LEFT", "WAITING" } };
        while (true)
        {
            var page = await service.ListAsync(query).ConfigureAwait(false);
            foreach (var found in page.Locks)
            {
                if (json)
                {
                    Output.Write(json, LockItem.Of(found), WireJson.Default.LockItem, "");
                }

                rows.Add(RowOf(found));
            }

            foreach (var member in page.Unreachable)
            {
                LockCtl.Say($"{member} did not answer; its locks are missing here");
            }

            if (page.Next is null)
            {
                break;
            }

            query = query with { After = page.Next };
        }

        if (!json)
        {
            Console.WriteLine(Output.Table(rows));
        }

        return ExitCodes.Ok;
    }

    private static string[] RowOf(LockSnapshot found) =>
    [
        found.Key.Value,
        LockItem.Of(found).State,
        found.Holder?.Name ?? "-",
        found.Holder?.Token.ToString() ?? "-",
        found.Holder is { } holder ? Durations.Show(holder.ExpiresIn) : "-",
        found.WaiterCount.ToString(CultureInfo.InvariantCulture),
    ];
}
