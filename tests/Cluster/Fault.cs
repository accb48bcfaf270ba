namespace LockActors.Cluster;

/// <summary>Something that was done to the cluster.</summary>
/// <param name="What">What, and to whom.</param>
/// <param name="From">When it began.</param>
/// <param name="Until">When the cluster was whole again.</param>
/// <param name="LosesLeases">Whether the lease store forgot what it knew.</param>
internal sealed record Fault(string What, TimeSpan From, TimeSpan Until, bool LosesLeases = false);
