using LockActors.TestKit;

namespace LockActors.Engine.Tests.Histories;

/// <summary>One client of a history: it makes one attempt after the other.</summary>
internal sealed class Party(int number)
{
    private int _attempts;

    /// <summary>Whether its attempt waits for an answer.</summary>
    public bool IsPending { get; set; }

    /// <summary>What it was granted; none while it holds nothing that it knows of.</summary>
    public LeaseId Lease { get; set; }

    public FencingToken Token { get; set; }

    /// <summary>The lease that it lost last, as far as it was not given up by itself.</summary>
    public LeaseId LostLease { get; set; }

    /// <summary>Until then its lease is valid for it.</summary>
    public TimeSpan ValidUntil { get; set; }

    /// <summary>When it first asked for what it asks for now.</summary>
    public TimeSpan AskedAt { get; set; }

    /// <summary>When its last call was answered or began.</summary>
    public TimeSpan HeardAt { get; set; }

    /// <summary>Its newest acquire, and the one before that of the same attempt.</summary>
    public CallId LastAsk { get; private set; }

    public CallId OldAsk { get; private set; }

    /// <summary>It was granted the lock and has not let the machine hear of it since.</summary>
    public bool IsGrantUnread { get; set; }

    public bool HasActed => _attempts > 0;

    public bool IsFree => !IsPending && Lease.IsNone;

    public RequestId Request => Some.Request((_attempts * 10) + number);

    public LeaseId NewLease => Some.Lease((_attempts * 10) + number);

    public void Begin()
    {
        _attempts++;
        IsPending = true;
        IsGrantUnread = false;
        LastAsk = default;
    }

    public void Asks(CallId call) => (OldAsk, LastAsk) = (LastAsk, call);

    /// <summary>The answer to its acquire does not arrive.</summary>
    public void HangUp()
    {
        IsPending = true;
        IsGrantUnread = false;
        Lease = default;
    }

    public void End()
    {
        IsPending = false;
        IsGrantUnread = false;
        Lease = default;
    }
}
