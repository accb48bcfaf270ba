using System.Diagnostics.CodeAnalysis;
using LockActors.Contracts;

namespace LockActors.Grains;

/// <summary>Reads what came over the wire.</summary>
internal static class GrainRequests
{
    /// <summary>Calls of grains fail after 30 s by default.</summary>
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(20);

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
            Hold = new TimeSpan(Math.Clamp(call.Hold.Ticks, 0, LongestHold.Ticks)),
            TokenBlock = call.TokenBlock,
            NeedsConfirm = true,
        };
        return true;
    }
}
