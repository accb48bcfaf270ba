namespace LockActors.Server.Api;

/// <summary>Why a request is refused before anything changed.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What is wrong, with the limit, in one sentence.</param>
/// <param name="Field">The field that is wrong, if it is one.</param>
internal sealed record ApiError(int Status, string Detail, string? Field = null);
