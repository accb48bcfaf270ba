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
        OwnerId owner = default;
        if (call.Owner is not null && !OwnerId.TryParse(call.Owner, out owner, out var error))
        {
            violation = new LimitViolation("owner", error);
            return false;
        }

        violation = null;
        request = new LockRequest
        {
            Id = new RequestId(call.RequestId),
            Owner = owner,
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
}
