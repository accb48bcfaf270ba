using System.CommandLine;
using LockActors.Monitoring;
using LockActors.Wire;

namespace LockActors.Cli.Commands;

/// <summary>lockctl revoke: ends a lease of another client.</summary>
internal static class RevokeCommand
{
    public static Command Create()
    {
        var key = CommonOptions.Key();
        var token = new Option<long?>("--token")
        {
            Description = "The fencing token of the lease to end, so that no later one is hit (default: whichever).",
            HelpName = "N",
            Validators =
            {
                static result =>
                {
                    if (result.Tokens.Count > 0
                        && (!long.TryParse(result.Tokens[0].Value, out var value) || value < 1))
                    {
                        result.AddError("--token takes a whole number from 1 on");
                    }
                },
            },
        };
        var reason = new Option<string>("--reason")
        {
            Description = "Why, for the audit log and the lock's history.",
            HelpName = "TEXT",
            Required = true,
        };
        var command = new Command(
            "revoke",
            "Ends a lease of another client. Its holder learns of it when it next renews, so only a resource "
            + "that checks fencing tokens is safe from it meanwhile.")
        {
            key, token, reason,
        };
        command.SetAction((parsed, cancelled) => RunAsync(
            parsed.GetValue(CommonOptions.Server),
            parsed.GetValue(CommonOptions.Json),
            parsed.GetValue(key),
            parsed.GetValue(token) is { } number ? new FencingToken(number) : null,
            parsed.GetValue(reason)!));
        return command;
    }

    private static async Task<int> RunAsync(string? server, bool json, LockKey key, FencingToken? token, string reason)
    {
        var note = new RevokeNote(null, reason);
        if (note.Check() is { } violation)
        {
            LockCtl.Say(violation.Message);
            return ExitCodes.Usage;
        }

        using var service = Connection.Open(Connection.NameOf(server));
        var outcome = await service.RevokeAsync(key, token, note).ConfigureAwait(false);
        if (outcome == RevokeOutcome.Unavailable)
        {
            throw new LockUnavailableException(key);
        }

        var text = outcome == RevokeOutcome.Revoked ? "revoked" : "not held";
        Output.Write(json, RevokeAnswer.Of(outcome), WireJson.Default.RevokeAnswer, text);
        return outcome == RevokeOutcome.Revoked ? ExitCodes.Ok : ExitCodes.Lost;
    }
}
