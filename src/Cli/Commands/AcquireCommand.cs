using System.CommandLine;
using LockActors.Cli.Processes;
using LockActors.Wire;

namespace LockActors.Cli.Commands;

/// <summary>lockctl acquire: takes a lock and leaves it held until it is released or its time ends.</summary>
internal static class AcquireCommand
{
    public static Command Create()
    {
        var key = CommonOptions.Key();
        var ttl = CommonOptions.Ttl();
        var wait = CommonOptions.Wait();
        var holder = CommonOptions.Holder();
        var scope = CommonOptions.Scope();
        var command = new Command(
            "acquire",
            "Takes a lock and prints its lease and fencing token. It stays held until it is released or its TTL ends. "
            + "In a shell, eval \"$(lockctl acquire KEY)\" sets both, so that lockctl release KEY finds the lease.")
        {
            key, ttl, wait, holder, scope,
        };
        command.SetAction((parsed, cancelled) => RunAsync(
            parsed.GetValue(CommonOptions.Server),
            parsed.GetValue(CommonOptions.Json),
            parsed.GetValue(key),
            new LockRequest
            {
                Id = RequestId.New(),
                Ttl = parsed.GetValue(ttl),
                Wait = parsed.GetValue(wait),
                Holder = parsed.GetValue(holder),
                ReentrancyScope = parsed.GetValue(scope),
            }));
        return command;
    }

    private static async Task<int> RunAsync(string? server, bool json, LockKey key, LockRequest request)
    {
        using var service = Connection.Open(Connection.NameOf(server), request.Wait);
        await service.PingAsync().ConfigureAwait(false);
        var signals = new Signals();
        AcquireReply reply;
        try
        {
            using var progress = Progress.Begin(service, key, request.Holder);
            reply = await service.AcquireAsync(key, request, signals.Ended).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (signals.Ended.IsCancellationRequested)
        {
            // The service has taken the request out of the queue.
            return ExitCodes.Signal + signals.Last;
        }

        if (reply.Outcome == LockOutcome.Rejected)
        {
            throw new LockRejectedException(key, reply.Violation!);
        }

        if (reply.Outcome == LockOutcome.Unavailable)
        {
            throw new LockUnavailableException(key, reply.Cause?.TrimEnd('.'));
        }

        var answer = AcquireAnswer.Of(reply, request.Id, TimeProvider.System.Monotonic());
        if (reply.IsGranted)
        {
            // Scripts read the first two lines; a shell that runs all three gives release and renew the lease.
            Output.Write(
                json,
                answer,
                WireJson.Default.AcquireAnswer,
                $"LOCK_LEASE={answer.LeaseId}\nLOCK_TOKEN={answer.Token}\nexport LOCK_LEASE LOCK_TOKEN");
            return ExitCodes.Ok;
        }

        if (json)
        {
            Output.Write(json, answer, WireJson.Default.AcquireAnswer, "");
        }

        LockCtl.Say($"lock '{key}' was not acquired within {Durations.Show(request.Wait)} ({answer.Status})");
        return ExitCodes.NotAcquired;
    }
}
