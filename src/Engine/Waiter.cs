namespace LockActors.Engine;

/// <summary>One request that waits, or whose lease is on its way into the store. Reused by its machine.</summary>
internal sealed class Waiter
{
    public RequestId Request;
    public HolderName Holder;
    public ReentrancyScope Scope;
    public LeaseId Lease;
    public FencingToken Token;
    public int TokenBlock;
    public TimeSpan Ttl;
    public bool NeedsConfirm;

    /// <summary>The open call; none while the waiter polls.</summary>
    public CallId Call;

    public TimeSpan Since;
    public TimeSpan WaitUntil;

    /// <summary>When an open call is answered with the position.</summary>
    public TimeSpan HoldUntil;

    /// <summary>When a waiter without an open call loses its place.</summary>
    public TimeSpan LiveUntil;

    /// <summary>Its client is known to be gone, or was silent while a grant waited to be confirmed: it is passed over
    /// until it asks again, and keeps its place.</summary>
    public bool IsGone;

    /// <summary>The request that was placed before this one although it stands behind it.</summary>
    public RequestId PassedOverFor;

    /// <summary>Waiters before this one were passed over for it.</summary>
    public bool HasOvertaken;

    /// <summary>It was given more time after a pause of the process, and has not asked again since.</summary>
    public bool Forgiven;

    /// <summary>It does not wait: it takes its turn at once or is told that the lock is busy.</summary>
    public bool NoWait;

    /// <summary>It stood in the queue, so its grant comes later than its call.</summary>
    public bool HasQueued;

    /// <summary>The store was asked and did not answer, so its lease id may be in the store.</summary>
    public bool Attempted;

    /// <summary>It was cancelled while its lease was on the way into the store.</summary>
    public bool Abandoned;

    public Waiter? Before;
    public Waiter? Behind;

    /// <summary>The moment at which something about this waiter is due.</summary>
    public TimeSpan Due
    {
        get
        {
            var alive = Call.IsNone ? LiveUntil : HoldUntil;
            return alive < WaitUntil ? alive : WaitUntil;
        }
    }

    public void Fill(
        CallId call,
        LockRequest request,
        LeaseId newLease,
        TimeSpan wait,
        TimeSpan waited,
        TimeSpan hold,
        TimeSpan now)
    {
        Request = request.Id;
        Holder = request.Holder;
        Scope = request.ReentrancyScope;
        Lease = newLease;
        Token = default;
        TokenBlock = request.TokenBlock;
        Ttl = request.Ttl;
        NeedsConfirm = request.NeedsConfirm;
        Call = call;
        Since = now - waited;
        NoWait = wait <= TimeSpan.Zero;
        WaitUntil = NoWait ? TimeSpan.MaxValue : now + wait - waited;
        HoldUntil = NoWait ? TimeSpan.MaxValue : now + hold;
        LiveUntil = TimeSpan.MaxValue;
        IsGone = false;
        PassedOverFor = default;
        HasOvertaken = false;
        Forgiven = false;
        HasQueued = false;
        Attempted = false;
        Abandoned = false;
    }

    public WaiterState Save(TimeSpan at) => new()
    {
        Request = Request,
        Holder = Holder,
        ReentrancyScope = Scope,
        Lease = Lease,
        TokenBlock = TokenBlock,
        Ttl = Ttl,
        NeedsConfirm = NeedsConfirm,
        Attempted = Attempted,
        WaitedFor = at - Since,
        WaitLeft = WaitUntil - at,
    };

    public void Resume(WaiterState state, TimeSpan at, TimeSpan livenessWindow)
    {
        Request = state.Request;
        Holder = state.Holder;
        Scope = state.ReentrancyScope;
        Lease = state.Lease;
        Token = default;
        TokenBlock = state.TokenBlock;
        Ttl = state.Ttl;
        NeedsConfirm = state.NeedsConfirm;
        Call = default;
        Since = at - state.WaitedFor;
        NoWait = false;
        WaitUntil = at + state.WaitLeft;
        HoldUntil = TimeSpan.MaxValue;
        LiveUntil = at + livenessWindow;
        IsGone = false;
        PassedOverFor = default;
        HasOvertaken = false;
        Forgiven = false;
        HasQueued = true;
        Attempted = state.Attempted;
        Abandoned = false;
    }
}
