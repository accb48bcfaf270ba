namespace LockActors.Client;

/// <summary>Renewals that fall due together travel together, as many in one request as the service takes.</summary>
internal sealed class RenewalBatch(HandleContext context)
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

        foreach (var leases in due.Chunk(Math.Max(1, context.Service.MaxRenewals)))
        {
            Background.Watch(
                leases.Length == 1 ? leases[0].RenewInBackgroundAsync(confirm: false) : SendAsync(leases),
                context.Log.BackgroundWorkFailed);
        }
    }

    private async Task SendAsync(HeldLease[] leases)
    {
        IReadOnlyList<RenewReply> replies;
        try
        {
            replies = await context.Slots.RunAsync(() =>
            {
                // A lease that was released while it waited must not be asked for.
                leases = Array.FindAll(leases, static lease => lease.TryBeginRenewal());
                return AskAsync(leases);
            }).ConfigureAwait(false);
            Invariant.Require(replies.Count == leases.Length);
        }
        catch (Exception error)
        {
            context.Log.RenewalThrew(error, leases[0].Key);
            replies = Array.ConvertAll(leases, static _ => new RenewReply(RenewOutcome.Unavailable));
        }

        for (var i = 0; i < leases.Length; i++)
        {
            leases[i].TakeRenewal(replies[i]);
        }
    }

    private async Task<IReadOnlyList<RenewReply>> AskAsync(HeldLease[] leases) => leases.Length == 0
        ? []
        : await context.Service.RenewManyAsync(Array.ConvertAll(leases, static lease => lease.AsRenewal))
            .ConfigureAwait(false);
}
