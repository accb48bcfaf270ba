using LockActors.Engine;

namespace LockActors.Simulation.Checkers;

/// <summary>Only its holder keeps a lease alive: an extension reaches the store only a bounded time after the
/// holder sent something, so a holder that died blocks the lock for one more time to live and no longer.</summary>
internal sealed class LeaseBound(TimeSpan slack)
{
    private readonly Dictionary<RequestId, TimeSpan> _requests = [];
    private readonly Dictionary<LeaseId, TimeSpan> _leases = [];
    private readonly Dictionary<ReentrancyScope, TimeSpan> _scopes = [];

    /// <summary>A holder or a waiter sends something.</summary>
    public void Sends(RequestId request, LeaseId lease, ReentrancyScope scope, TimeSpan now)
    {
        _requests[request] = now;
        _leases[lease] = now;
        _scopes[scope] = now;
    }

    /// <summary>The store extends a lease.</summary>
    public void Extended(in StoreEffect effect, TimeSpan now)
    {
        var byScope = effect.ReentrancyScope.IsNone
            ? TimeSpan.Zero
            : _scopes.GetValueOrDefault(effect.ReentrancyScope);
        var last = new[] { _requests.GetValueOrDefault(
            effect.Request), _leases.GetValueOrDefault(effect.Lease), byScope }.Max();
        Assert.True(
            now <= last + slack, $"token {effect.Token} was extended at {now}; its holder last spoke at {last}");
    }
}
