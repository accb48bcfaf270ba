using Xunit;

namespace LockActors.TestKit.Checkers;

/// <summary>No request is granted a lease of its own while another waits that came before. Re-entry is not a lease of
/// its own.</summary>
public sealed class Fifo
{
    private readonly List<RequestId> _waiting = [];
    private readonly HashSet<RequestId> _silent = [];
    private readonly HashSet<LeaseId> _leases = [];
    private readonly Dictionary<RequestId, HashSet<RequestId>> _passedOver = [];

    /// <summary>How many wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>A request reaches the grantor for the first time; or again, which changes nothing.</summary>
    public void Asks(RequestId request)
    {
        _silent.Remove(request);
        if (!_waiting.Contains(request))
        {
            _waiting.Add(request);
        }
    }

    /// <summary>A request was neither connected nor asked again for too long: until it does, it may be passed
    /// over.</summary>
    public void IsSilent(RequestId request) => _silent.Add(request);

    /// <summary>A request is over without a grant.</summary>
    public void Leaves(RequestId request) => _waiting.Remove(request);

    /// <summary>The lease of a request is on its way into the store, perhaps in a second way after the first was
    /// refused: requests that are silent now may find it granted when they are back.</summary>
    public void Placing(RequestId request)
    {
        if (!_passedOver.TryGetValue(request, out var passedOver))
        {
            _passedOver[request] = passedOver = [];
        }

        passedOver.UnionWith(_silent);
    }

    /// <summary>A lease that was granted elsewhere is found in the store.</summary>
    public void Restored(RequestId request, LeaseId lease)
    {
        _waiting.Remove(request);
        _leases.Add(lease);
    }

    public void Granted(RequestId request, LeaseId lease)
    {
        var place = _waiting.IndexOf(request);
        if (place >= 0)
        {
            _waiting.RemoveAt(place);
        }

        if (!_leases.Add(lease))
        {
            return;
        }

        var excused = _passedOver.GetValueOrDefault(request) ?? [];
        for (var i = 0; i < place; i++)
        {
            Assert.True(
                _silent.Contains(_waiting[i]) || excused.Contains(_waiting[i]),
                $"request {request} was granted while {_waiting[i]} had asked before it and waits");
        }
    }
}
