using System.Diagnostics.CodeAnalysis;
using LockActors.Contracts;

namespace LockActors.Grains;

/// <summary>Reads what came over the wire.</summary>
internal static class GrainRequests
{
    public static bool TryRead(
        AcquireCall call,
        [NotNullWhen(true)] out LockRequest? request,
        [NotNullWhen(false)] out LimitViolation? violation)
    {
        request = null;
        HolderName holder = default;
        if (call.Holder is not null && !HolderName.TryParse(call.Holder, out holder, out var error))
        {
            violation = new LimitViolation("holder", error);
            return false;
        }

        violation = null;
        request = new LockRequest
        {
            Id = new RequestId(call.RequestId),
            Holder = holder,
            ReentrancyScope = ReentrancyScope.FromBits(call.Scope),
            Mode = call.Mode,
            Ttl = call.Ttl,
            Wait = call.Wait,
            WaitedFor = call.WaitedFor,
            Hold = TimeSpan.Zero,
            TokenBlock = call.TokenBlock,
            NeedsConfirm = true,
        };
        return true;
    }

    public static bool TryRead(
        ClaimCall call,
        LockLimits limits,
        [NotNullWhen(true)] out LeaseClaim? claim,
        [NotNullWhen(false)] out LimitViolation? violation)
    {
        claim = null;
        HolderName holder = default;
        if (call.Holder is not null && !HolderName.TryParse(call.Holder, out holder, out var error))
        {
            violation = new LimitViolation("holder", error);
            return false;
        }

        claim = new LeaseClaim
        {
            LeaseId = LeaseId.FromBits(call.LeaseId),
            Token = new FencingToken(call.Token),
            TokenBlock = call.TokenBlock,
            Request = new RequestId(call.RequestId),
            Holder = holder,
        };
        violation = limits.Check(claim) ?? limits.CheckTtl(call.Ttl);
        return violation is null;
    }
}
