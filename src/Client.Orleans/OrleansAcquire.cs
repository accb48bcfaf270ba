using LockActors.Contracts;

namespace LockActors.Client.Orleans;

/// <summary>A request to a lock grain. No grain call stays open while it is queued: an attempt is one call, and then
/// listens for the pushed grant until it is time for the next.</summary>
internal sealed class OrleansAcquire : PendingAcquire
{
    private readonly OrleansTransport _transport;
    private readonly AcquireCall _call;

    // Made with the first need: most requests are granted at once.
    private Lock? _gate;
    private TaskCompletionSource? _signal;
    private bool _signalled;
    private bool _listens;
    private bool _answered;
    private TimeSpan _queuedAt;
    private CancellationTokenRegistration _cancelled;

    public OrleansAcquire(
        OrleansLockService service, OrleansTransport transport, LockKey key, LockRequest request, TimeProvider time)
        : base(service, key, request, time)
    {
        _transport = transport;
        _queuedAt = time.Monotonic();
        _call = new AcquireCall
        {
            RequestId = request.Id.Value,
            Holder = request.Holder.IsNone ? null : request.Holder.Value,
            Scope = request.ReentrancyScope.ToBits(),
            Mode = request.Mode,
            Ttl = request.Ttl,
            Wait = request.Wait,
            WaitedFor = request.WaitedFor,
            TokenBlock = request.TokenBlock,
            Ask = Random.Shared.NextInt64(1, long.MaxValue),
        };
    }

    /// <summary>The pushed grant, once there is one.</summary>
    private GrantNotice? Notice { get; set; }

    public Guid RequestId => _call.RequestId;

    public bool IsOver { get; private set; }

    /// <summary>An attempt listens until it is time to show that the request lives.</summary>
    protected override TimeSpan LongestHold => _transport.Options.PollInterval;

    protected override RetryPauses Pauses => new(_transport.Options.RetryInterval, _transport.Options.RetryInterval);

    /// <summary>A grain that was not reached may be found elsewhere. One that says so itself, because the lease store
    /// does not answer, is asked again only for a caller that does not come back by itself.</summary>
    protected override bool MayTryAgain => !_answered || !Request.OutlivesCall;

    protected override bool MayHaveLeftSomething => !_answered;

    /// <summary>Takes the grant that was pushed.</summary>
    public void Grant(GrantNotice notice)
    {
        lock (_gate!)
        {
            Notice = notice;
        }

        Signal();
    }

    /// <summary>Wakes the request: for its grant, for its time to ask again, or because its caller gave up.</summary>
    public void Signal()
    {
        lock (_gate!)
        {
            _signalled = true;
            _signal?.TrySetResult();
        }
    }

    /// <summary>A call that need not say where to push its grant is cheaper, and most locks are free: so the first call
    /// says it only for a key that was contended lately.</summary>
    protected override async ValueTask<AcquireReply> AttemptAsync(
        AttemptTimes times, CancellationToken cancellationToken)
    {
        _transport.ThrowIfClosed();
        var sent = Time.Monotonic();
        var waits = _call.Wait > TimeSpan.Zero && times.Hold > TimeSpan.Zero;
        if (!_listens && !(waits && _transport.Hints.IsLikely(Key, sent)))
        {
            var call = times.WaitedFor == _call.WaitedFor ? _call : _call with { WaitedFor = times.WaitedFor };
            var reply = await CallGrainAsync(call, sent, cancellationToken).ConfigureAwait(false);
            if (reply.Outcome != LockOutcome.Queued || !waits)
            {
                return reply;
            }
        }

        Listen(cancellationToken);
        return Notice is null
            ? await CallAndListenAsync(times.WaitedFor, sent + times.Hold, cancellationToken).ConfigureAwait(false)
            : Pushed();
    }

    protected override Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken) => _listens
        ? SignalledAsync(Time.Monotonic() + pause, cancellationToken)
        : base.PauseAsync(pause, cancellationToken);

    /// <summary>The request keeps its place, but it must not hold up waiters that are still there.</summary>
    protected override void Detach() => Background.Run(
        () => _transport.GrainOf(Key).DetachAsync(_call.RequestId, _call.Ask).AsTask(), static _ => { });

    protected override void End()
    {
        IsOver = true;
        if (_listens)
        {
            _transport.Grants.Remove(this);
            _cancelled.Dispose();
        }
    }

    /// <summary>Before the call that says where to push: the grant may be pushed before that call is
    /// answered.</summary>
    private void Listen(CancellationToken cancellationToken)
    {
        if (!_listens)
        {
            _listens = true;
            _gate = new Lock();
            _transport.Grants.Add(this);
            _cancelled = cancellationToken.UnsafeRegister(
                static state => ((OrleansAcquire)state!).Signal(), this);
        }
    }

    private async ValueTask<AcquireReply> CallAndListenAsync(
        TimeSpan waitedFor, TimeSpan until, CancellationToken cancellationToken)
    {
        var sent = Time.Monotonic();
        var call = _call with { Observer = _transport.Observer, WaitedFor = waitedFor };
        var asking = CallGrainAsync(call, sent, cancellationToken).AsTask();
        if (await IsPushedBeforeAsync(asking).ConfigureAwait(false))
        {
            return Pushed();
        }

        var reply = await asking.ConfigureAwait(false);
        if (reply.Outcome != LockOutcome.Queued)
        {
            return reply;
        }

        _queuedAt = sent;
        _transport.Hints.Note(Key, sent);
        if (Notice is null && Time.Monotonic() < until)
        {
            await SignalledAsync(until, cancellationToken).ConfigureAwait(false);
        }

        return Notice is null ? reply : Pushed();
    }

    /// <summary>Whether the grant is pushed before a poll is answered, which may hang for longer than the grant
    /// holds.</summary>
    private async ValueTask<bool> IsPushedBeforeAsync(Task asking)
    {
        while (!asking.IsCompleted && Notice is null)
        {
            _transport.ThrowIfClosed();
            await Task.WhenAny(asking, NextAsync()).ConfigureAwait(false);
        }

        return !asking.IsCompleted;
    }

    /// <summary>A pushed grant counts from the last time the grain said "queued", for it came after that.</summary>
    private AcquireReply Pushed() => new(LockOutcome.Granted, GrantOf(Notice!, _queuedAt));

    private async ValueTask<AcquireReply> CallGrainAsync(
        AcquireCall call, TimeSpan sent, CancellationToken cancellationToken)
    {
        var result = await _transport.CallAsync(
            static (grain, call) => grain.AcquireAsync(call), call, Key, cancellationToken).ConfigureAwait(false);
        _answered = result is not null;
        if (result is null)
        {
            return new AcquireReply(LockOutcome.Unavailable);
        }

        var violation = result.Field is null ? null : new LimitViolation(result.Field, result.Message ?? "");
        return result.IsGranted
            ? new AcquireReply(LockOutcome.Granted, GrantOf(result.Grant, sent))
            : new AcquireReply(
                result.Outcome, null, result.Position, result.Reason, violation,
                violation is null ? result.Message : null);
    }

    private LockGrant GrantOf(GrantNotice notice, TimeSpan countedFrom) => new()
    {
        Key = Key,
        LeaseId = LeaseId.FromBits(notice.LeaseId),
        Token = new FencingToken(notice.Token),
        TokenBlock = notice.TokenBlock,
        Ttl = notice.Ttl,
        ValidFor = notice.ValidFor,
        CountedFrom = countedFrom,
        Confirmed = notice.Confirmed,
    };

    /// <summary>Waits for a signal or a time.</summary>
    private async Task SignalledAsync(TimeSpan until, CancellationToken cancellationToken)
    {
        _transport.Polls.Add(this, until);
        await NextAsync().ConfigureAwait(false);
        lock (_gate!)
        {
            _signalled = false;
            _signal = null;
        }

        cancellationToken.ThrowIfCancellationRequested();
        _transport.ThrowIfClosed();
        if (Notice is not null)
        {
            _transport.Polls.NotePointless();
        }
    }

    /// <summary>Waits for a signal that came since the last wait, or comes.</summary>
    private Task NextAsync()
    {
        lock (_gate!)
        {
            if (_signalled)
            {
                _signalled = false;
                _signal = null;
                return Task.CompletedTask;
            }

            _signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _signal.Task;
        }
    }
}
