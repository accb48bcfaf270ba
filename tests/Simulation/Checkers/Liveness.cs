namespace LockActors.Simulation.Checkers;

/// <summary>Once the world is healed, every waiter gets the lock, and in the end nothing is left of
/// anything.</summary>
internal sealed class Liveness
{
    private readonly HashSet<RequestId> _mustGet = [];
    private readonly HashSet<RequestId> _found = [];

    /// <summary>In the healed world, this request is told that it stands in the queue; it has time enough.</summary>
    public void MustGet(RequestId request)
    {
        if (!_found.Contains(request))
        {
            _mustGet.Add(request);
        }
    }

    /// <summary>A new activation found the request's lease in the store: it was granted before, and may end before its
    /// client hears of it.</summary>
    public void IsFound(RequestId request)
    {
        _found.Add(request);
        Excuse(request);
    }

    /// <summary>The request may end in any way.</summary>
    public void Excuse(RequestId request) => _mustGet.Remove(request);

    public void Granted(RequestId request) => _mustGet.Remove(request);

    public void EndsOtherwise(RequestId request, string how) =>
        Assert.False(_mustGet.Contains(request), $"request {request} waited in the healed world and ended: {how}");

    public void CheckEnd(SimulationRun universe)
    {
        Assert.True(_mustGet.Count == 0, $"{_mustGet.Count} requests still wait at the end");
        Assert.All(universe.Sessions, session => Assert.True(session.IsIdle, $"{session} is not idle at the end"));
        Assert.True(universe.Store.IsFree, "a lease is left in the store at the end");
        var snapshot = universe.Actor.Snapshot();
        Assert.True(snapshot is { State: LockState.Free, WaiterCount: 0 }, $"at the end the lock is {snapshot}");
    }
}
