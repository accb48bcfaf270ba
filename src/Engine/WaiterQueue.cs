namespace LockActors.Engine;

/// <summary>The waiters in the order of their first request, found by request id.</summary>
internal sealed class WaiterQueue
{
    /// <summary>Made for the first waiter: most keys never have one.</summary>
    private Dictionary<RequestId, Waiter>? _byRequest;
    private Waiter? _last;

    public Waiter? First { get; private set; }

    public Waiter? Last => _last;

    public int Count => _byRequest?.Count ?? 0;

    /// <summary>Nothing is due before this; it may be early, never late, so that a poll need not search the
    /// queue.</summary>
    public TimeSpan NextDue { get; private set; } = TimeSpan.MaxValue;

    public Waiter? Find(RequestId request) => _byRequest?.GetValueOrDefault(request);

    public void AddLast(Waiter waiter)
    {
        (_byRequest ??= []).Add(waiter.Request, waiter);
        waiter.Before = _last;
        waiter.Behind = null;
        if (_last is null)
        {
            First = waiter;
        }
        else
        {
            _last.Behind = waiter;
        }

        _last = waiter;
        NoteDue(waiter);
    }

    /// <summary>Puts the waiter behind waiters that have waited at least as long.</summary>
    public void AddBySince(Waiter waiter)
    {
        var before = _last;
        while (before is not null && before.Since > waiter.Since)
        {
            before = before.Before;
        }

        if (before is null)
        {
            AddFirst(waiter);
        }
        else
        {
            AddBehind(before, waiter);
        }
    }

    public void AddBehind(Waiter before, Waiter waiter)
    {
        if (before == _last)
        {
            AddLast(waiter);
            return;
        }

        (_byRequest ??= []).Add(waiter.Request, waiter);
        waiter.Before = before;
        waiter.Behind = before.Behind;
        before.Behind!.Before = waiter;
        before.Behind = waiter;
        NoteDue(waiter);
    }

    public void AddFirst(Waiter waiter)
    {
        (_byRequest ??= []).Add(waiter.Request, waiter);
        waiter.Before = null;
        waiter.Behind = First;
        if (First is null)
        {
            _last = waiter;
        }
        else
        {
            First.Before = waiter;
        }

        First = waiter;
        NoteDue(waiter);
    }

    public void Remove(Waiter waiter)
    {
        Invariant.Require(_byRequest is not null && _byRequest.Remove(waiter.Request));
        if (waiter.Before is null)
        {
            First = waiter.Behind;
        }
        else
        {
            waiter.Before.Behind = waiter.Behind;
        }

        if (waiter.Behind is null)
        {
            _last = waiter.Before;
        }
        else
        {
            waiter.Behind.Before = waiter.Before;
        }

        waiter.Before = waiter.Behind = null;
        if (Count == 0)
        {
            NextDue = TimeSpan.MaxValue;
        }
    }

    public void NoteDue(Waiter waiter)
    {
        if (waiter.Due < NextDue)
        {
            NextDue = waiter.Due;
        }
    }

    /// <summary>Finds out when something is really due next.</summary>
    public void RefreshDue()
    {
        NextDue = TimeSpan.MaxValue;
        for (var waiter = First; waiter is not null; waiter = waiter.Behind)
        {
            NoteDue(waiter);
        }
    }

    /// <summary>The place of a waiter, 1 for the next.</summary>
    public static int PositionOf(Waiter waiter)
    {
        var position = 1;
        for (var other = waiter.Before; other is not null; other = other.Before)
        {
            position++;
        }

        return position;
    }
}
