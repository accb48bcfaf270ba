namespace LockActors.Engine;

/// <summary>How a request ended, for one that comes late or is sent again.</summary>
/// <param name="Request">The request.</param>
/// <param name="Lease">Its lease; none if it had none.</param>
/// <param name="Reason">How it ended.</param>
public readonly record struct EndedRequest(RequestId Request, LeaseId Lease, EndReason Reason);
