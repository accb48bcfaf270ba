namespace LockActors.Redis.Redlock;

/// <summary>The arithmetic of a vote among masters: counting, and what is left of a lease's time. Pure.</summary>
/// <remarks>Source: the Redlock algorithm of the Redis documentation, with a proposed fencing token: a master that has
/// seen a token as high refuses, any two majorities share a master, so tokens never go back.</remarks>
internal sealed class RedlockQuorum
{
    private readonly MasterReply?[] _replies;
    private int _done;
    private int _against;

    public RedlockQuorum(int masters)
    {
        Invariant.Require(masters > 0);
        _replies = new MasterReply?[masters];
    }

    public int Majority => (_replies.Length / 2) + 1;

    /// <summary>Enough said yes.</summary>
    public bool IsWon => _done >= Majority;

    /// <summary>So many said no or nothing that enough cannot say yes any more.</summary>
    public bool IsLost => _against > _replies.Length - Majority;

    public bool IsDecided => IsWon || IsLost;

    /// <summary>So many certainly said no that the change is certainly not made by a majority.</summary>
    public bool IsCertainlyRefused =>
        _replies.Count(reply => reply is { IsRefusal: true } or { Answer: MasterResultCode.PlacedAgain })
        > _replies.Length - Majority;

    /// <summary>Why masters have no vote or gave no answer.</summary>
    public IReadOnlyList<string> Causes => [.. _replies.Select(static reply => reply?.Cause).OfType<string>()];

    /// <summary>The highest token that a master named.</summary>
    public FencingToken HighestFence => _replies.Max(reply => reply?.Fence ?? default);

    /// <summary>The highest token, if a majority still knows one; none when the masters have forgotten.</summary>
    public FencingToken KnownFence =>
        _replies.Count(reply => reply?.Fence.Value > 0) >= Majority ? HighestFence : default;

    public bool IsFenceTooLow => _replies.Any(reply => reply is { Answer: MasterResultCode.FenceTooLow });

    public int Others => _replies.Count(reply => reply is { Answer: MasterResultCode.HeldByOther });

    public void Add(int master, in MasterReply reply)
    {
        Invariant.Require(_replies[master] is null);
        _replies[master] = reply;
        if (reply.Answer == MasterResultCode.Done)
        {
            _done++;
        }
        else
        {
            _against++;
        }
    }

    /// <summary>Whether a master certainly did not take the lease, so that there is nothing to clean up on
    /// it.</summary>
    public bool HasRefused(int master) => _replies[master] is { IsRefusal: true };

    /// <summary>How long until enough masters are free of other holders for a majority.</summary>
    public TimeSpan FreeIn()
    {
        var held = _replies.Where(reply => reply is { Answer: MasterResultCode.HeldByOther })
            .Select(reply => reply!.Value.HeldFor)
            .Order()
            .ToArray();
        var needed = Majority - (_replies.Length - held.Length);
        return needed <= 0 || held.Length == 0 ? TimeSpan.Zero : held[needed - 1];
    }

    /// <summary>The validity that is left for the holder, after a vote that took a while.</summary>
    public static TimeSpan Validity(TimeSpan ttl, TimeSpan elapsed) => ttl - elapsed - Drift.Of(ttl);

    /// <summary>How long one master has for its vote: the configured time, at most 5% of the time to live, at least 5
    /// ms.</summary>
    public static TimeSpan NodeTimeout(TimeSpan configured, TimeSpan ttl)
    {
        var most = ttl / 20;
        var least = TimeSpan.FromMilliseconds(5);
        var timeout = configured < most ? configured : most;
        return timeout > least ? timeout : least;
    }
}
