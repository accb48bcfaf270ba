namespace LockActors.Client;

/// <summary>Renewals that fall due together travel together, as many in one request as the service takes.</summary>
internal sealed class RenewalBatch(ClientRuntime runtime)
{
    private readonly Lock _gate = new();
    private List<HeldLease> _due = [];

    /// <summary>Adds a lease that is to be renewed. Nothing is sent before <see cref="Send"/>.</summary>
    public void Add(HeldLease lease)
    {
        lock (_gate)
        {
            _due.Add(lease);
        }
    }

    public void Send()
    {
        List<HeldLease> due;
        lock (_gate)
        {
            if (_due.Count == 0)
            {
                return;
            }

            (due, _due) = (_due, []);
        }

        foreach (var leases in due.Chunk(Math.Max(1, runtime.Service.MaxRenewals)))
        {
            Background.Watch(
                leases.Length == 1 ? LeaseRenewer.RunAsync(runtime, leases[0], confirm: false) : SendAsync(leases),
                runtime.Log.BackgroundWorkFailed);
        }
    }

    private async Task SendAsync(HeldLease[] leases)
    {
        IReadOnlyList<RenewReply> replies;
        try
        {
            replies = await runtime.Throttle.RunAsync(() =>
            {
                // A lease that was released while it waited must not be asked for.
                leases = Array.FindAll(leases, static lease => lease.TryBeginRenewal());
                return RenewManyAsync(leases);
            }).ConfigureAwait(false);
            Invariant.Require(replies.Count == leases.Length);
        }
        catch (Exception error)
        {
            runtime.Log.RenewalThrew(error, leases[0].Key);
            replies = Array.ConvertAll(leases, static _ => new RenewReply(RenewOutcome.Unavailable));
        }

        for (var i = 0; i < leases.Length; i++)
        {
            ClientInstruments.OnRenewal(replies[i].Outcome);
            leases[i].Apply(replies[i]);
        }
    }

    private async Task<IReadOnlyList<RenewReply>> RenewManyAsync(HeldLease[] leases)
    {
        var renewals = Array.ConvertAll(leases, static lease => new LeaseRenewal(lease.Key, lease.Id, lease.Ttl));
        return renewals.Length == 0
            ? []
            : await runtime.Service.RenewManyAsync(renewals).ConfigureAwait(false);
    }
}
