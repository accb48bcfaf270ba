using LockActors.Engine;

namespace LockActors.Actors;

public sealed partial class LockActor
{
    private static readonly TimeSpan LoadRetry = TimeSpan.FromMilliseconds(100);

    private bool _loaded;
    private bool _toldOverlong;
    private Task<bool>? _loading;

    /// <summary>Why the store's last answer was none.</summary>
    private string? _cause;
    private IDisposable? _outsideWatch;

    private ValueTask<StoreReply> Change(in StoreEffect effect)
    {
        try
        {
            return ActorInstruments.IsMeasured ? Measure(effect) : Ask(effect);
        }
        catch (Exception error) when (error is not InvariantViolationException)
        {
            return new(StoreReply.Failed);
        }
    }

    private ValueTask<StoreReply> Measure(StoreEffect effect) =>
        ActorInstruments.MeasureAsync(Key, effect.Verb, _time, () => Ask(effect));

    private ValueTask<StoreReply> Ask(in StoreEffect effect) => effect.Verb switch
    {
        StoreVerb.Place => _store.PlaceAsync(Key, effect),
        StoreVerb.Replace => _store.ReplaceAsync(Key, effect),
        StoreVerb.Extend => _store.ExtendAsync(Key, effect),
        StoreVerb.Remove => _store.RemoveAsync(Key, effect),
        StoreVerb.RemoveOverlong => _store.RemoveOverlongAsync(Key, effect),
        _ => throw new InvariantViolationException($"the store can {effect.Verb}"),
    };

    private static Decision Feed(LockMachine machine, StoreReply reply, Moment now) => reply.Outcome switch
    {
        StoreOutcome.Done => machine.StoreDone(now),
        StoreOutcome.Refused => machine.StoreRefused(reply.Refusal, now),
        _ => machine.StoreFailed(now),
    };

    /// <summary>An acquire that the store left without an answer tells why. One whose wait ended while the store
    /// failed, and no client held the lock, did not lose it to another one.</summary>
    private AcquireReply Explain(in AcquireReply reply)
    {
        if (Volatile.Read(ref _cause) is not { } cause
            || reply.Outcome is not (LockOutcome.Unavailable or LockOutcome.Queued or LockOutcome.TimedOut))
        {
            return reply;
        }

        if (reply.Outcome == LockOutcome.Unavailable)
        {
            return reply with { Cause = cause };
        }

        lock (_turn)
        {
            var isHeld = _faulted || _machine.Tally(_time.Monotonic()).Held;
            return isHeld ? reply
                : reply.Outcome == LockOutcome.Queued ? reply with { Cause = cause }
                : new AcquireReply(LockOutcome.Unavailable, Cause: cause);
        }
    }

    private void WatchOutside()
    {
        if (_outsideWatch is not null)
        {
            EndOutsideWatch();
            return;
        }

        // Before the store is asked, so that one which calls back at once does not begin a second watch.
        _outsideWatch = NoWatch.Instance;
        try
        {
            _outsideWatch = _store.WatchOutside(Key, LookOutside) ?? NoWatch.Instance;
        }
        catch (Exception error) when (error is not InvariantViolationException)
        {
            // The watch is a hint; the actor looks now and then without it.
        }
    }

    private void EndOutsideWatch()
    {
        var watch = _outsideWatch;
        _outsideWatch = null;
        try
        {
            watch?.Dispose();
        }
        catch (Exception)
        {
            // As with its beginning: a hint that is done without.
        }
    }

    private void LookOutside()
    {
        lock (_turn)
        {
            Run(static (machine, _, now) => machine.OutsideEnded(now), 0);
        }
    }

    private async Task FollowAsync(ValueTask<StoreReply> change)
    {
        StoreReply reply;
        try
        {
            reply = await change.ConfigureAwait(false);
        }
        catch (InvariantViolationException error)
        {
            lock (_turn)
            {
                Fault(error);
                return;
            }
        }
        catch (Exception)
        {
            // A store that breaks its word not to throw has an unknown outcome like one that does not answer.
            reply = StoreReply.Failed;
        }

        lock (_turn)
        {
            NoteOverlong(reply.Refusal.HeldFor);
            _cause = reply.Cause;
            Run(Feed, reply);
            SettleLoading();
        }
    }

    /// <summary>Tells once that the store holds the key for longer than any lease lasts.</summary>
    private void NoteOverlong(TimeSpan left)
    {
        var longest = Drift.GrantorDeadline(TimeSpan.Zero, _limits.MaxTtl);
        if (left > longest && left < TimeSpan.MaxValue && !_toldOverlong)
        {
            _toldOverlong = true;
            _monitor?.RecordOverlong(Key, left, longest);
        }
    }

    /// <summary>Takes over what the store knows of the key, once. False when the store does not answer; the next call
    /// tries again.</summary>
    public Task<bool> LoadAsync()
    {
        lock (_turn)
        {
            return _loaded ? Task.FromResult(!_faulted) : BeginLoading();
        }
    }

    /// <summary>A lease that was placed tells all that the store could. Otherwise the store is asked as soon as a
    /// request must know; it stands in the queue meanwhile, so its wait and its place count from its arrival. Within
    /// the turn.</summary>
    private void SettleLoading()
    {
        if (_loaded)
        {
            return;
        }

        _loaded = !_machine.AwaitsRestore;
        if (_machine.NeedsRestore && !_leaves)
        {
            BeginLoading();
        }
    }

    /// <summary>Asks the store, unless it is being asked. Within the turn.</summary>
    private Task<bool> BeginLoading()
    {
        _machine.ExpectRestore();
        return _loading ??= LoadOnceAsync();
    }

    private async Task<bool> LoadOnceAsync()
    {
        // Outside the turn, and not on a context of the first caller, which may never run it.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (await IsPlacedAsync().ConfigureAwait(false))
        {
            return !IsFaulted;
        }

        var askedAt = _time.Monotonic();
        try
        {
            return Take(await _store.LoadAsync(Key).ConfigureAwait(false), askedAt);
        }
        catch (InvariantViolationException error)
        {
            lock (_turn)
            {
                _loading = null;
                Fault(error);
                return false;
            }
        }
        catch (Exception)
        {
            return Take(StoredState.Unknown, askedAt);
        }
    }

    /// <summary>Waits for a placing that is under way, which may make the question pointless.</summary>
    private async ValueTask<bool> IsPlacedAsync()
    {
        while (true)
        {
            Task change;
            lock (_turn)
            {
                if (_loaded)
                {
                    _loading = null;
                    return true;
                }

                if (!_machine.IsChanging)
                {
                    return false;
                }

                change = _change;
            }

            await change.ConfigureAwait(false);
        }
    }

    private bool Take(in StoredState state, TimeSpan askedAt)
    {
        lock (_turn)
        {
            _loading = null;
            if (!state.IsKnown)
            {
                // An answer leaves the reason of the change before it, which may be on its way to a caller.
                _cause = state.Cause;
                Run(static (machine, _, now) => machine.RestoreFailed(now), 0);
                if (_machine.NeedsRestore)
                {
                    Background.Watch(LoadAgainAsync(), static _ => { });
                }

                return false;
            }

            NoteOverlong(state.Lease?.Left ?? TimeSpan.Zero);
            Run(
                static (machine, it, now) => machine.Restore(it.state.Lease, it.state.Fence, it.askedAt, now),
                (state, askedAt));
            _loaded = true;
            return !_faulted;
        }
    }

    /// <summary>A store that cannot be asked what it knows is asked again for as long as requests wait.</summary>
    private async Task LoadAgainAsync()
    {
        await Task.Delay(LoadRetry, _time).ConfigureAwait(false);
        lock (_turn)
        {
            if (!_loaded && _machine.NeedsRestore)
            {
                BeginLoading();
            }
        }
    }

    private async ValueTask<T> AfterLoadAsync<T>(Func<ValueTask<T>> verb, T otherwise) =>
        await LoadAsync().ConfigureAwait(false) ? await verb().ConfigureAwait(false) : otherwise;
}
