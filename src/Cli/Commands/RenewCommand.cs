using System.CommandLine;
using LockActors.Wire;

namespace LockActors.Cli.Commands;

/// <summary>lockctl renew: gives a lease a new time to live.</summary>
internal static class RenewCommand
{
    public static Command Create()
    {
        var key = CommonOptions.Key();
        var lease = CommonOptions.Lease();
        var ttl = CommonOptions.Ttl();
        var command = new Command("renew", "Gives a lock that is held a new TTL, from now on.") { key, lease, ttl };
        command.SetAction((parsed, cancelled) => RunAsync(
            parsed.GetValue(CommonOptions.Server),
            parsed.GetValue(CommonOptions.Json),
            parsed.GetValue(key),
            parsed.GetValue(lease),
            parsed.GetValue(ttl)));
        return command;
    }

    private static async Task<int> RunAsync(string? server, bool json, LockKey key, LeaseId lease, TimeSpan ttl)
    {
        using var service = Connection.Open(Connection.NameOf(server));
        var reply = await service.RenewAsync(key, lease, ttl).ConfigureAwait(false);
        switch (reply.Outcome)
        {
            case RenewOutcome.Rejected:
                throw new LockRejectedException(key, reply.Violation!);
            case RenewOutcome.Unavailable:
                throw new LockUnavailableException(key);
            default:
                break;
        }

        var answer = RenewAnswer.Of(reply, TimeProvider.System.Monotonic());
        var left = TimeSpan.FromMilliseconds(answer.ValidMs ?? 0);
        Output.Write(
            json,
            answer,
            WireJson.Default.RenewAnswer,
            reply.Outcome == RenewOutcome.Renewed
                ? $"renewed, valid for {Durations.Show(left)}"
                : $"lost ({answer.Reason ?? "unknown"})");
        return reply.Outcome == RenewOutcome.Renewed ? ExitCodes.Ok : ExitCodes.Lost;
    }
}
