using System.CommandLine;
using System.Globalization;
using LockActors.Wire;

namespace LockActors.Cli.Commands;

/// <summary>lockctl show: one lock with its holder and its waiters.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var key = CommonOptions.Key();
        var command = new Command("show", "Shows one lock with its holder and its waiters.") { key };
        command.SetAction((parsed, cancelled) => RunAsync(
            parsed.GetValue(CommonOptions.Server), parsed.GetValue(CommonOptions.Json), parsed.GetValue(key)));
        return command;
    }

    private static async Task<int> RunAsync(string? server, bool json, LockKey key)
    {
        using var service = Connection.Open(Connection.NameOf(server));
        var found = await service.GetAsync(key).ConfigureAwait(false);
        Output.Write(json, LockItem.Of(found), WireJson.Default.LockItem, Describe(found));
        return ExitCodes.Ok;
    }

    private static string Describe(LockSnapshot found)
    {
        var rows = new List<string[]>
        {
            new[] { "key", found.Key.Value },
            new[] { "state", LockItem.Of(found).State },
        };
        if (found.State == LockState.HeldOverlong)
        {
            rows.Add(["", "its key in Redis lasts longer than any lease; lockctl revoke removes it"]);
        }

        if (found.HeldOutsideFor is { } outside)
        {
            rows.Add(["time left", Durations.Show(outside)]);
        }

        if (found.Holder is { } holder)
        {
            rows.Add(["holder", holder.Name]);
            rows.Add(["token", holder.Token.ToString()]);
            rows.Add(["held for", Durations.Show(holder.HeldFor)]);
            rows.Add(["time left", $"{Durations.Show(holder.ExpiresIn)} of {Durations.Show(holder.Ttl)}"]);
            if (holder.HoldCount > 1)
            {
                rows.Add(["holds", holder.HoldCount.ToString(CultureInfo.InvariantCulture)]);
            }
        }

        if (found.Member is { } member)
        {
            rows.Add(["kept by", member]);
        }

        rows.Add(["waiting", found.WaiterCount.ToString(CultureInfo.InvariantCulture)]);
        foreach (var waiter in found.Waiters)
        {
            rows.Add([$"  {waiter.Position}.", $"{waiter.Name}, since {Durations.Show(waiter.WaitedFor)}"]);
        }

        return Output.Table(rows);
    }
}
