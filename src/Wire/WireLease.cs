namespace LockActors.Wire;

/// <summary>Reads lease ids and the ids of requests that must be there.</summary>
internal static class WireLease
{
    public static LimitViolation? Read(string? text, out LeaseId lease) => LeaseId.TryParse(text, out lease)
        ? null
        : new("leaseId", text is null
            ? "leaseId is required: the 32 hexadecimal digits that the grant carried."
            : "leaseId must be the 32 hexadecimal digits that the grant carried.");

    public static LimitViolation? Read(string? text, out RequestId request) => RequestId.TryParse(text, out request)
        ? null
        : new("requestId", text is null
            ? "requestId is required: a UUID other than all zero."
            : "requestId must be a UUID other than all zero.");
}
