namespace LockActors.Server.Api;

/// <summary>Marks the endpoint of a server below whose path the keys stand.</summary>
internal sealed record LockList;
