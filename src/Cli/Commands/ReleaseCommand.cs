using System.CommandLine;
using LockActors.Wire;

namespace LockActors.Cli.Commands;

/// <summary>lockctl release: gives a lock back.</summary>
internal static class ReleaseCommand
{
    public static Command Create()
    {
        var key = CommonOptions.Key();
        var lease = CommonOptions.Lease();
        var command = new Command("release", "Gives back a lock that acquire took.") { key, lease };
        command.SetAction((parsed, cancelled) => RunAsync(
            parsed.GetValue(CommonOptions.Server),
            parsed.GetValue(CommonOptions.Json),
            parsed.GetValue(key),
            parsed.GetValue(lease)));
        return command;
    }

    private static async Task<int> RunAsync(string? server, bool json, LockKey key, LeaseId lease)
    {
        using var service = Connection.Open(Connection.NameOf(server));
        var reply = await service.ReleaseAsync(key, lease).ConfigureAwait(false);
        if (reply.Outcome == ReleaseOutcome.Unavailable)
        {
            throw new LockUnavailableException(key);
        }

        var answer = ReleaseAnswer.Of(reply);
        Output.Write(json, answer, WireJson.Default.ReleaseAnswer, Describe(reply, answer));
        return reply.Outcome == ReleaseOutcome.Released ? ExitCodes.Ok : ExitCodes.Lost;
    }

    private static string Describe(ReleaseReply reply, ReleaseAnswer answer) => reply switch
    {
        { Outcome: ReleaseOutcome.NotHeld } => $"not held ({answer.Reason ?? "unknown"})",
        { HoldsLeft: > 0 } => $"released; its scope still holds it {reply.HoldsLeft} times",
        _ => "released",
    };
}
