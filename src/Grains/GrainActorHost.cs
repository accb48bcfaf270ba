using LockActors.Actors;
using LockActors.Contracts;
using LockActors.Engine;

namespace LockActors.Grains;

/// <summary>What a <see cref="LockActor"/> needs of the grain it lives in: one deadline timer, and the way to its
/// waiters.</summary>
/// <remarks>
/// The actor may call from any thread, since the lease store answers on its own; everything here runs on the grain's
/// scheduler. A change of a grain timer is lost when a tick is already on its way (seen on Orleans 10.2.2), so the tick
/// itself does what is due and sets the timer anew.
/// </remarks>
internal sealed class GrainActorHost(IGrainBase grain, LockGrainServices services) : IActorHost, IGrantPush
{
    private const int PruneFrom = 64;

    private readonly Dictionary<RequestId, Listener> _observers = [];
    private TaskScheduler _scheduler = TaskScheduler.Current;
    private int _pruneAt = PruneFrom;
    private IGrainTimer? _timer;

    /// <summary>When the timer ticks. Wishes come from several threads, so a later one may arrive last.</summary>
    private TimeSpan _ticksAt = TimeSpan.MaxValue;
    private bool _stopped;

    /// <summary>Called on the grain's scheduler before anything else.</summary>
    public void Start() => _scheduler = TaskScheduler.Current;

    public void WakeAt(LockActor actor, TimeSpan due) => OnGrain(() => SetTimer(actor, due));

    public void Push(LockActor actor, in Answer grant)
    {
        var notice = GrainResults.NoticeOf(Replies.ToGrant(grant, actor.Key), grant.Request, services.Time);
        OnGrain(() => Tell(notice));
    }

    /// <summary>Whether the grain goes because its key is free, and need not remember how its requests
    /// ended.</summary>
    public bool IsLettingGo { get; private set; }

    public void BecameFree(LockActor actor, TimeSpan due) => services.FreeKeys.Add(actor, due);

    /// <summary>The grain goes if its key is still free. A call that comes after that reaches the next one.</summary>
    public void LetGo(LockActor actor, bool mayForget) => OnGrain(() =>
    {
        if (_stopped)
        {
            return;
        }

        if (actor.HasNothingToKeep(mayForget))
        {
            IsLettingGo = true;
            grain.DeactivateOnIdle();
            return;
        }

        actor.NoteIfFree();
    });

    /// <summary>Calls that are on their way are answered; the next ones reach a new activation.</summary>
    public void OnFault(LockActor broken) => OnGrain(() => grain.DeactivateOnIdle());

    public void Listen(RequestId request, ILockObserver observer, long ask)
    {
        var now = services.Time.Monotonic();
        if (_observers.Count >= _pruneAt)
        {
            Prune(now - (2 * services.Limits.LivenessWindow));
        }

        _observers[request] = new Listener(observer, now, ask);
    }

    /// <summary>A waiting request is made again by a call that says not where to push.</summary>
    public void NoteAsk(RequestId request, long ask)
    {
        if (ask != 0 && _observers.TryGetValue(request, out var listener))
        {
            _observers[request] = listener with { Ask = ask };
        }
    }

    /// <summary>Whether the last call of a waiting request was this one.</summary>
    public bool IsLatestAsk(RequestId request, long ask) =>
        ask != 0 && _observers.TryGetValue(request, out var listener) && listener.Ask == ask;

    public void Forget(RequestId request) => _observers.Remove(request);

    /// <summary>Who is to be told of which grant.</summary>
    public Dictionary<Guid, ILockObserver> Listeners() =>
        _observers.ToDictionary(entry => entry.Key.Value, entry => entry.Value.Observer);

    public void Stop()
    {
        _stopped = true;
        _timer?.Dispose();
        _observers.Clear();
    }

    private void SetTimer(LockActor actor, TimeSpan due)
    {
        if (_stopped)
        {
            return;
        }

        var now = services.Time.Monotonic();
        var left = due - now;
        var wait = TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(left.TotalMilliseconds)));
        if (wait > services.KeepFor)
        {
            // The runtime must not collect a grain as idle while its lock is held, nor keep one for the rest of
            // a long lease that was released: the tick asks for more if need be.
            wait = services.KeepFor;
            services.Runtime.DelayDeactivation(grain.GrainContext, 2 * wait);
        }

        if (now + wait >= _ticksAt)
        {
            return;
        }

        _ticksAt = now + wait;
        if (_timer is null)
        {
            _timer = grain.RegisterGrainTimer(
                static (woken, _) => woken.Host.WakeAsync(woken.Actor),
                (Host: this, Actor: actor),
                new GrainTimerCreationOptions(wait, Timeout.InfiniteTimeSpan) { Interleave = true });
            return;
        }

        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private Task WakeAsync(LockActor actor)
    {
        _ticksAt = TimeSpan.MaxValue;
        actor.Wake();
        return Task.CompletedTask;
    }

    private void Tell(GrantNotice notice)
    {
        if (_observers.Remove(new RequestId(notice.RequestId), out var listener))
        {
            // One way: it does not wait for the client, and a client that is gone is found out by the missing
            // confirmation.
            Background.Run(() => listener.Observer.OnGrantedAsync(notice).AsTask(), static _ => { });
        }
    }

    /// <summary>Forgets waiters that stopped asking; their places in the queue are gone as well.</summary>
    private void Prune(TimeSpan silentSince)
    {
        foreach (var (request, listener) in _observers)
        {
            if (listener.HeardAt < silentSince)
            {
                _observers.Remove(request);
            }
        }

        _pruneAt = Math.Max(PruneFrom, 2 * _observers.Count);
    }

    private void OnGrain(Action action)
    {
        if (TaskScheduler.Current == _scheduler)
        {
            action();
            return;
        }

        Background.Run(
            () => Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.None, _scheduler),
            services.Log.GrainWorkFailed);
    }

    private readonly record struct Listener(ILockObserver Observer, TimeSpan HeardAt, long Ask);
}
