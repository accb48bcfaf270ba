using System.CommandLine;
using System.Globalization;
using LockActors.Wire;

namespace LockActors.Cli.Commands;

/// <summary>lockctl ls: the locks in use.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var prefix = new Option<string>("--prefix")
        {
            Description = "Only keys that begin with this text.",
            HelpName = "TEXT",
            DefaultValueFactory = static _ => "",
            Validators =
            {
                static result =>
                {
                    if (new LockQuery { Prefix = result.GetValueOrDefault<string>() }.Check() is { } violation)
                    {
                        result.AddError($"--{violation.Message.TrimEnd('.')}");
                    }
                },
            },
        };
        var command = new Command("ls", "Lists the locks in use.") { prefix };
        command.SetAction((parsed, cancelled) => RunAsync(
            parsed.GetValue(CommonOptions.Server), parsed.GetValue(CommonOptions.Json), parsed.GetValue(prefix)!));
        return command;
    }

    private static async Task<int> RunAsync(string? server, bool json, string prefix)
    {
        using var service = Connection.Open(Connection.NameOf(server));
        var rows = new List<string[]> { new[] { "KEY", "STATE", "HOLDER", "TOKEN", "LEFT", "WAITING" } };
        var query = new LockQuery { Prefix = prefix, Limit = LockQuery.MaxLimit };
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
