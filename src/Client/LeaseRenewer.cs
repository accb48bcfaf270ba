namespace LockActors.Client;

/// <summary>Sends renewals and confirmations of single leases.</summary>
internal static class LeaseRenewer
{
    /// <summary>Asks for a renewal.</summary>
    public static ValueTask<RenewReply> RenewAsync(
        ClientRuntime runtime, HeldLease lease, CancellationToken cancellationToken) =>
        runtime.Service.RenewAsync(lease.Key, lease.Id, lease.Ttl, cancellationToken);

    /// <summary>Renews or confirms in the background, when there is room for it. What the service throws counts as no
    /// answer.</summary>
    public static async Task RunAsync(ClientRuntime runtime, HeldLease lease, bool confirm)
    {
        RenewReply? reply;
        try
        {
            reply = await runtime.Throttle.RunAsync(() => SendAsync(runtime, lease, confirm)).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            runtime.Log.RenewalThrew(error, lease.Key);
            reply = new RenewReply(RenewOutcome.Unavailable);
        }

        if (reply is not { } answer)
        {
            return;
        }

        if (!confirm)
        {
            ClientInstruments.OnRenewal(answer.Outcome);
        }

        lease.Apply(answer);
    }

    /// <summary>Null when the lease was given up before there was room.</summary>
    private static async Task<RenewReply?> SendAsync(ClientRuntime runtime, HeldLease lease, bool confirm)
    {
        if (!lease.TryBeginRenewal())
        {
            return null;
        }

        return confirm
            ? await runtime.Service.ConfirmAsync(lease.Key, lease.Id).ConfigureAwait(false)
            : await RenewAsync(runtime, lease, CancellationToken.None).ConfigureAwait(false);
    }
}
