using LockActors.Contracts;
using LockActors.Engine;
using Orleans.Runtime.Placement;

namespace LockActors.Grains;

internal sealed partial class LockGrain
{
    private const string StateEntry = "lockactors.state";
    private const string ListenersEntry = "lockactors.listeners";

    /// <summary>What this activation leaves to the next one.</summary>
    private MachineState? _leaves;
    private Dictionary<Guid, ILockObserver>? _listeners;
    private MachineState? _arrived;

    public async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _host.Start();
        var state = _arrived ?? TakeLeftBehind();
        if (state is not null)
        {
            Settle(state);
        }
        else if (!_services.Store.PlacesUnseen)
        {
            // A store that does not answer now is asked again by the first call; until then calls are answered
            // Unavailable.
            await _actor.LoadAsync();
        }

        _services.Registry.Add(_actor);
        _actor.NoteIfFree();
    }

    public async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _services.Registry.Remove(_actor);
        var isLastStop = reason.ReasonCode == DeactivationReasonCode.ShuttingDown
            && !_services.KeepsLeasesInMemory && _services.OtherSilos().Count == 0;
        _leaves = await LeaveAsync(isLastStop, cancellationToken);
        _actor.KeepHistory();
        _services.Fence.Raise(_actor.Fence);
        _listeners = _host.Listeners();
        _host.Stop();
        if (_leaves is not null)
        {
            GoElsewhere(_leaves);
        }
    }

    public void OnDehydrate(IDehydrationContext dehydrationContext)
    {
        if (_leaves is not null)
        {
            dehydrationContext.AddBytes(StateEntry, MovedStateJson.ToBytes(_leaves));
            dehydrationContext.TryAddValue(ListenersEntry, _listeners);
        }
    }

    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        if (rehydrationContext.TryGetBytes(StateEntry, out var bytes))
        {
            _arrived = MovedStateJson.FromBytes(bytes);
            rehydrationContext.TryGetValue(ListenersEntry, out _listeners);
        }
    }

    private void Settle(MachineState state)
    {
        foreach (var (request, observer) in _listeners ?? [])
        {
            _host.Listen(new RequestId(request), observer, ask: 0);
        }

        (_arrived, _listeners) = (null, null);
        _actor.Resume(state);
    }

    private async Task<MachineState?> LeaveAsync(bool isLastStop, CancellationToken cancellationToken)
    {
        if (_actor.IsFaulted && !_services.KeepsLeasesInMemory)
        {
            // What it knew is not to be trusted; the lease store knows better.
            return null;
        }

        try
        {
            if (isLastStop)
            {
                // No silo takes over what the store has yet to remove; the next activation learns the rest from it.
                await _actor.DrainAsync(cancellationToken);
                return null;
            }

            var memory = _host.IsLettingGo ? TimeSpan.Zero : _services.Limits.LivenessWindow;
            return await _actor.LeaveAsync(memory, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The store takes too long; the next activation finds out by itself.
            return null;
        }
    }

    /// <summary>Whatever the runtime deactivates a grain for: a key in use moves to another silo instead of losing its
    /// queue.</summary>
    private void GoElsewhere(MachineState state)
    {
        // A silo that keeps leases in memory is the only one.
        var others = _services.KeepsLeasesInMemory ? [] : _services.OtherSilos();
        if (others.Count > 0)
        {
            var target = others[Random.Shared.Next(others.Count)];
            GrainContext.Migrate(new Dictionary<string, object> { [IPlacementDirector.PlacementHintKey] = target });
            return;
        }

        _services.LeftBehind.Add(_actor.Key.Value, state, _services.Time.Monotonic(), _services.LeftBehindFor);
    }

    private MachineState? TakeLeftBehind() =>
        _services.LeftBehind.Take(_actor.Key.Value, _services.Time.Monotonic(), _services.LeftBehindFor);
}
