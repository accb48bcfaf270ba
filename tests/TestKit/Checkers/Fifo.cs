using Xunit;

namespace LockActors.TestKit.Checkers;

/// <summary>Nobody is granted a lease of its own while somebody waits who asked before. Re-entry is not a lease of
/// its own.</summary>
public sealed class Fifo
{
    private readonly List<RequestId> _waiting = [];
    private readonly HashSet<LeaseId> _leases = [];

    /// <summary>How many wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>A request reaches the grantor for the first time; or again, which changes nothing.</summary>
    public void Asks(RequestId request)
    {
        if (!_waiting.Contains(request))
        {
            _waiting.Add(request);
        }
    }

    /// <summary>A request is over without a grant.</summary>
    public void Leaves(RequestId request) => _waiting.Remove(request);

    public void Granted(RequestId request, LeaseId lease)
    {
        var place = _waiting.IndexOf(request);
        if (place >= 0)
        {
            _waiting.RemoveAt(place);
        }

        if (_leases.Add(lease) && place > 0)
        {
            Assert.Fail($"request {request} was granted while {_waiting[0]} had asked before it and waits");
        }
    }
}
