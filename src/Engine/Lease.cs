namespace LockActors.Engine;

/// <summary>The lease that is held. A value, so that granting allocates nothing.</summary>
internal struct Lease
{
    public LeaseId Id;
    public HolderName Holder;
    public ReentrancyScope Scope;
    public FencingToken Token;
    public int TokenBlock;
    public TimeSpan Ttl;
    public TimeSpan GrantedAt;

    /// <summary>Before the store was asked: the holder's time counts from here.</summary>
    public TimeSpan CountedFrom;

    /// <summary>The grantor may grant again from here on.</summary>
    public TimeSpan Deadline;

    /// <summary>What <see cref="Deadline"/> becomes when a pushed grant is confirmed.</summary>
    public TimeSpan FullDeadline;

    public bool Confirmed;

    /// <summary>The call that was answered with the grant; none once the client has shown that the answer arrived, or
    /// when no call was open.</summary>
    public CallId GrantedTo;

    /// <summary>Whether the lease was found in the store; then a confirmation must be written there, for another
    /// activation may still count it as unconfirmed.</summary>
    public bool Restored;

    /// <summary>Whether the store knows that its scope has held it more than once.</summary>
    public bool IsReentered;

    /// <summary>Whether its scope may hold it more often than is known, after a restart. Such a lease ends by its time
    /// and not by a release, which might not be the last.</summary>
    public bool MayHaveMoreHolds;

    private RequestId _firstHold;
    private List<RequestId>? _moreHolds;

    public readonly bool IsHeld => !Id.IsNone;

    public readonly int HoldCount => IsHeld ? (_firstHold.IsNone ? 0 : 1) + (_moreHolds?.Count ?? 0) : 0;

    /// <summary>Whether one holder cannot speak for all.</summary>
    public readonly bool IsShared => MayHaveMoreHolds || HoldCount > 1;

    public readonly RequestId FirstHold =>
        _moreHolds is { Count: > 0 } more && _firstHold.IsNone ? more[0] : _firstHold;

    public readonly bool IsHeldBy(RequestId request) =>
        IsHeld && !request.IsNone && (_firstHold == request || (_moreHolds?.Contains(request) ?? false));

    public void AddHold(RequestId request)
    {
        Invariant.Require(!IsHeldBy(request));
        if (HoldCount == 0)
        {
            _firstHold = request;
            return;
        }

        (_moreHolds ??= []).Add(request);
    }

    /// <summary>Takes away the named hold, or the newest one. None when the named one is not there.</summary>
    public RequestId RemoveHold(RequestId? request)
    {
        if (_moreHolds is { Count: > 0 } more)
        {
            var at = request is { } named ? more.IndexOf(named) : more.Count - 1;
            if (at >= 0)
            {
                var found = more[at];
                more.RemoveAt(at);
                return found;
            }
        }

        var first = _firstHold;
        if (request is not null && request != first)
        {
            return default;
        }

        _firstHold = default;
        return first;
    }

    public readonly RequestId[] Holds() =>
        [.. _firstHold.IsNone ? [] : new[] { _firstHold }, .. _moreHolds ?? []];
}
