using System.Diagnostics.CodeAnalysis;

namespace LockActors.Client;

/// <summary>The line of one client before one key. Exactly one caller has the turn: it asks the service or
/// holds the lease. All other callers wait in the order in which they came.</summary>
/// <remarks>The line ends when no caller has the turn any more; a later caller begins another.</remarks>
internal sealed class LocalQueue(LocalQueues.Shelf shelf, LocalQueues.WantedLease lease)
{
    private LinkedList<LocalWaiter>? _waiting;

    /// <summary>Joins the line.</summary>
    public LocalWaiter Join_NeedsLock(AcquireOptions options)
    {
        var waiter = new LocalWaiter(options);
        (_waiting ??= new()).AddLast(waiter.Node);
        return waiter;
    }

    /// <summary>Takes the first waiter out, to give the lease to it. Without waiters, the caller that has the turn
    /// keeps it.</summary>
    public bool TryTakeNext([NotNullWhen(true)] out LocalWaiter? waiter)
    {
        lock (shelf.Gate)
        {
            waiter = Take_NeedsLock();
            return waiter is not null;
        }
    }

    /// <summary>Gives up the turn: the first waiter asks the service, or the line ends.</summary>
    public void PassOn()
    {
        LocalWaiter? next;
        lock (shelf.Gate)
        {
            next = Take_NeedsLock();
            if (next is null)
            {
                Invariant.Require(shelf.Lines.Remove(lease));
            }
        }

        next?.LetAsk();
    }

    /// <summary>Leaves the line. False when the turn has come already.</summary>
    public bool TryLeave(LocalWaiter waiter)
    {
        lock (shelf.Gate)
        {
            if (waiter.Node.List is null)
            {
                return false;
            }

            waiter.Node.List.Remove(waiter.Node);
            return true;
        }
    }

    /// <summary>Ends the waiting of all in the line. Who has the turn keeps it.</summary>
    public void SendAway_NeedsLock()
    {
        while (Take_NeedsLock() is { } waiter)
        {
            waiter.SendAway();
        }
    }

    private LocalWaiter? Take_NeedsLock()
    {
        if (_waiting?.First is not { } first)
        {
            return null;
        }

        _waiting.RemoveFirst();
        return first.Value;
    }
}
