namespace LockActors.Engine;

/// <summary>Remembers how the last requests of a key ended, so that one that comes late or is sent again is told so
/// instead of being granted to no client. The release of a lease is remembered only until the next one: clients do not
/// repeat what they released.</summary>
internal sealed class EndedRequests
{
    public const int Capacity = 64;

    private EndedRequest[] _ring = [];
    private int _next;
    private EndedRequest _released;
    private bool _hasNews;

    public bool IsEmpty => _ring.Length == 0 && _released.Reason == EndReason.None;

    /// <summary>Whether anything was added since this was last asked.</summary>
    public bool TakeNews()
    {
        var news = _hasNews;
        _hasNews = false;
        return news;
    }

    public void Add(RequestId request, LeaseId lease, EndReason reason)
    {
        _hasNews = true;
        if (reason == EndReason.Released && !lease.IsNone)
        {
            _released = new EndedRequest(request, lease, reason);
            return;
        }

        if (_next == _ring.Length && _ring.Length < Capacity)
        {
            Array.Resize(ref _ring, Math.Max(4, _ring.Length * 2));
        }

        _next %= _ring.Length;
        _ring[_next++] = new EndedRequest(request, lease, reason);
    }

    public EndReason ReasonOf(RequestId request)
    {
        if (_released.Request == request && !request.IsNone)
        {
            return _released.Reason;
        }

        foreach (ref readonly var entry in _ring.AsSpan())
        {
            if (entry.Request == request)
            {
                return entry.Reason;
            }
        }

        return EndReason.None;
    }

    public EndReason ReasonOf(LeaseId lease)
    {
        if (lease.IsNone || _released.Lease == lease)
        {
            return lease.IsNone ? EndReason.None : _released.Reason;
        }

        foreach (ref readonly var entry in _ring.AsSpan())
        {
            if (entry.Lease == lease)
            {
                return entry.Reason;
            }
        }

        return EndReason.None;
    }

    /// <summary>All of them, the oldest first.</summary>
    public List<EndedRequest> Save()
    {
        var all = new List<EndedRequest>(_ring.Length + 1);
        for (var i = 0; i < _ring.Length; i++)
        {
            var entry = _ring[(_next + i) % _ring.Length];
            if (entry.Reason != EndReason.None)
            {
                all.Add(entry);
            }
        }

        if (_released.Reason != EndReason.None)
        {
            all.Add(_released);
        }

        return all;
    }
}
