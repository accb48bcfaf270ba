using LockActors.TestKit;

namespace LockActors.Engine.Tests.Histories;

/// <summary>One of the owners of a history: it makes one attempt after the other.</summary>
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

    /// <summary>When its last call was answered or began.</summary>
    public TimeSpan HeardAt { get; set; }

    public bool HasActed => _attempts > 0;

    public bool IsFree => !IsPending && Lease.IsNone;

    public RequestId Request => Some.Request((_attempts * 10) + number);

    public LeaseId NewLease => Some.Lease((_attempts * 10) + number);

    public void Begin()
    {
        _attempts++;
        IsPending = true;
    }

    public void End()
    {
        IsPending = false;
        Lease = default;
    }
}
