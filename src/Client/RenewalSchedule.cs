namespace LockActors.Client;

/// <summary>When to renew a lease and when its validity ends. Pure policy: it takes the time and starts
/// nothing.</summary>
/// <remarks>A lease is renewed each time a third of its time has passed; after a failure again, ever sooner, until
/// its validity ends.</remarks>
internal sealed class RenewalSchedule
{
    private const int RenewAfterPart = 3;
    private const int RetryPart = 4;
    private const int WindowPart = 20;

    private static readonly TimeSpan LargestWindow = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan ShortestRetry = TimeSpan.FromMilliseconds(20);

    private readonly bool _auto;
    private TimeSpan _renewUntil;
    private TimeSpan _countedFrom;
    private TimeSpan _validFor;
    private bool _attempting;

    public RenewalSchedule(LockGrant grant, AcquireOptions options)
    {
        _auto = options.Renewal == Renewal.Auto;
        _renewUntil = options.MaxHold is { } limit ? grant.CountedFrom.After(limit) : TimeSpan.MaxValue;
        (_countedFrom, _validFor) = (grant.CountedFrom, grant.ValidFor);
        ValidUntil = grant.ValidUntil;
        NeedsConfirm = !grant.Confirmed;
        NextAttempt = NeedsConfirm ? grant.CountedFrom : RenewAt();
    }

    /// <summary>The holder's validity ends here, and not a tick later.</summary>
    public TimeSpan ValidUntil { get; private set; }

    /// <summary>Whether the next attempt confirms a pushed grant instead of renewing the lease.</summary>
    public bool NeedsConfirm { get; private set; }

    /// <summary>When to renew next.</summary>
    public TimeSpan NextAttempt { get; private set; }

    /// <summary>When something is to be done next: renew, or tell that it is lost.</summary>
    public TimeSpan NextDue => NextAttempt < ValidUntil ? NextAttempt : ValidUntil;

    public bool IsValidAt(TimeSpan now) => now < ValidUntil;

    /// <summary>Whether at least half of what the service gave is left, so that a new holder can begin with
    /// it.</summary>
    public bool IsFreshAt(TimeSpan now) => ValidUntil - now >= _validFor / 2;

    public bool IsAttemptDueAt(TimeSpan now) => NextAttempt <= now && IsValidAt(now);

    /// <summary>An attempt is about to be made: none other before it is sent.</summary>
    public void MarkAttempt()
    {
        _attempting = true;
        NextAttempt = TimeSpan.MaxValue;
    }

    /// <summary>The attempt is sent. Without an answer it is made again, as after a failure.</summary>
    public void MarkSent(TimeSpan now) => NextAttempt = RetryAt(now);

    /// <summary>Another holder takes over the lease, with its own bound on the hold.</summary>
    public void BeginTurn(AcquireOptions options, TimeSpan now)
    {
        _renewUntil = options.MaxHold is { } limit ? now.After(limit) : TimeSpan.MaxValue;
        if (!NeedsConfirm)
        {
            NextAttempt = _attempting ? RetryAt(now) : RenewAt();
        }
    }

    /// <summary>The service gave the lease more time. A late answer never shortens the validity, nor revives what
    /// is over.</summary>
    public void MarkRenewed(in RenewReply reply, TimeSpan now)
    {
        if (!IsValidAt(now))
        {
            return;
        }

        _attempting = false;
        NeedsConfirm = false;
        (_countedFrom, _validFor) = (reply.CountedFrom, reply.ValidFor);
        ValidUntil = reply.ValidUntil > ValidUntil ? reply.ValidUntil : ValidUntil;
        NextAttempt = RenewAt();
        if (NextAttempt <= now)
        {
            NextAttempt = now + Retry(now);
        }
    }

    /// <summary>No answer came: the validity stays as it was, and there is less time to try again.</summary>
    public void MarkFailed(TimeSpan now)
    {
        _attempting = false;
        NextAttempt = RetryAt(now);
    }

    /// <summary>Nothing is attempted any more; the lease runs out.</summary>
    public void MarkClosed()
    {
        NextAttempt = TimeSpan.MaxValue;
        _renewUntil = TimeSpan.MinValue;
        NeedsConfirm = false;
    }

    /// <summary>The lease is certainly over.</summary>
    public void MarkLost(TimeSpan now)
    {
        ValidUntil = now < ValidUntil ? now : ValidUntil;
        NextAttempt = TimeSpan.MaxValue;
    }

    private TimeSpan RenewAt()
    {
        // On a grid, so that renewals that are due about the same time are due together.
        var window = _validFor / WindowPart < LargestWindow ? _validFor / WindowPart : LargestWindow;
        var at = _countedFrom + (_validFor / RenewAfterPart);
        at = window > TimeSpan.Zero ? new TimeSpan(at.Ticks - (at.Ticks % window.Ticks)) : at;
        return _auto && at < _renewUntil ? at : TimeSpan.MaxValue;
    }

    private TimeSpan RetryAt(TimeSpan now)
    {
        var at = now + Retry(now);
        return NeedsConfirm || (_auto && at < _renewUntil) ? at : TimeSpan.MaxValue;
    }

    private TimeSpan Retry(TimeSpan now)
    {
        var part = (ValidUntil - now) / RetryPart;
        return part > ShortestRetry ? part : ShortestRetry;
    }
}
