using System.Text.Json.Serialization;

namespace LockActors.Wire;

/// <summary>The body of <c>POST /v1/locks/{key}/acquire</c>. Every field may be left out.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AcquireBody
{
    /// <summary>The name by which people see who holds or waits, at most 128 characters. Default: a text made of
    /// <c>requestId</c>.</summary>
    public string? Holder { get; init; }

    /// <summary>A secret UUID that makes the lock re-entrant: a request of the scope that holds it is granted the same
    /// lease. Default: none.</summary>
    public string? ReentrancyScope { get; init; }

    /// <summary>A UUID that names this attempt; a retry carries the same. Default: the server makes one.</summary>
    public string? RequestId { get; init; }

    /// <summary>How long the lease lasts unless it is renewed. Default: 30,000.</summary>
    public long? TtlMs { get; init; }

    /// <summary>How long to stand in the queue. Default: 0, do not wait.</summary>
    public long? WaitMs { get; init; }

    /// <summary>How much of that wait is over already, when the request is sent again: a server that lost its queue
    /// puts waiters back in that order. Default: 0.</summary>
    public long? WaitedMs { get; init; }

    /// <summary>How long this one request may be held open. Default: the whole wait; longer than 60,000 counts as
    /// 60,000.</summary>
    public long? HoldMs { get; init; }

    /// <summary>How the lease shares the lock. Default and only value: <c>exclusive</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>How many fencing tokens the grant carries. Default: 1.</summary>
    public int? TokenBlock { get; init; }

    /// <summary>Whether the caller confirms by itself a grant that had to wait. Default: false.</summary>
    public bool? Confirm { get; init; }

    /// <summary>Writes a request.</summary>
    /// <param name="request">The request.</param>
    public static AcquireBody Of(LockRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new AcquireBody
        {
            Holder = request.Holder.IsNone ? null : request.Holder.Value,
            ReentrancyScope = request.ReentrancyScope.IsNone ? null : request.ReentrancyScope.Reveal(),
            RequestId = request.Id.Reveal(),
            TtlMs = WireTime.Ceiling(request.Ttl),
            WaitMs = WireTime.Ceiling(request.Wait),
            WaitedMs = request.WaitedFor > TimeSpan.Zero ? WireTime.Floor(request.WaitedFor) : null,
            HoldMs = request.Hold is { } hold ? WireTime.Ceiling(hold) : null,
            Mode = request.Mode == LockMode.Exclusive ? null : WireNames.Of(request.Mode),
            TokenBlock = request.TokenBlock == 1 ? null : request.TokenBlock,
            Confirm = request.NeedsConfirm ? true : null,
        };
    }

    /// <summary>Reads a request; limits that only the service knows are left to it.</summary>
    /// <param name="request">The request; to be used only when the answer is null.</param>
    /// <returns>The field that cannot be read, or null.</returns>
    public LimitViolation? Read(out LockRequest request)
    {
        LimitViolation? violation = null;
        request = new LockRequest
        {
            Id = ReadId(ref violation),
            Holder = ReadHolder(ref violation),
            ReentrancyScope = ReadScope(ref violation),
            Mode = ReadMode(ref violation),
            Ttl = TtlMs is { } ttl ? WireTime.Read("ttlMs", ttl, ref violation) : LockRequest.DefaultTtl,
            Wait = WireTime.ReadWait(WaitMs),
            WaitedFor = WireTime.ReadWait(WaitedMs),
            Hold = HoldMs is { } hold ? WireTime.Read("holdMs", hold, ref violation) : null,
            TokenBlock = TokenBlock ?? 1,
            NeedsConfirm = Confirm ?? false,
        };
        return violation;
    }

    private RequestId ReadId(ref LimitViolation? violation)
    {
        if (RequestId is null)
        {
            return LockActors.RequestId.New();
        }

        if (!LockActors.RequestId.TryParse(RequestId, out var id))
        {
            violation ??= new("requestId", "requestId must be a UUID other than all zero.");
        }

        return id;
    }

    private HolderName ReadHolder(ref LimitViolation? violation)
    {
        if (Holder is null)
        {
            return default;
        }

        if (!HolderName.TryParse(Holder, out var name, out var error))
        {
            violation ??= new("holder", error);
        }

        return name;
    }

    private ReentrancyScope ReadScope(ref LimitViolation? violation)
    {
        if (ReentrancyScope is null)
        {
            return default;
        }

        if (!LockActors.ReentrancyScope.TryParse(ReentrancyScope, out var scope))
        {
            violation ??= new("reentrancyScope", "reentrancyScope must be a UUID other than all zero.");
        }

        return scope;
    }

    private LockMode ReadMode(ref LimitViolation? violation)
    {
        if (!WireNames.TryMode(Mode, out var mode))
        {
            violation ??= new("mode", "mode is not known; the modes are: exclusive.");
        }

        return mode;
    }
}
