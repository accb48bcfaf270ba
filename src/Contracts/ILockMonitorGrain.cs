namespace LockActors.Contracts;

/// <summary>What one silo knows of its locks, for operators. The grain's key is the silo's address as Orleans writes
/// it; place it there with a placement hint. Answers are the JSON of the HTTP API (<c>LockActors.Monitoring</c>), so
/// that silos of different versions understand each other.</summary>
/// <remarks>Every answer is null when the grain does not live on the silo that it is named after.</remarks>
[Alias("LockActors.ILockMonitorGrain")]
public interface ILockMonitorGrain : IGrainWithStringKey
{
    /// <summary>The silo in numbers: a <c>LockOverview</c>.</summary>
    [Alias("Overview")]
    ValueTask<byte[]?> OverviewAsync();

    /// <summary>The silo and its lease store: a <c>LockCluster</c> with one member.</summary>
    /// <param name="withMasters">Whether to ask the masters of the lease store.</param>
    [Alias("Describe")]
    ValueTask<byte[]?> DescribeAsync(bool withMasters);

    /// <summary>Events of the silo, which it writes while it is asked at least once a minute.</summary>
    /// <param name="after">The number of the last event that was seen; null for what happens from now on.</param>
    [Alias("Events")]
    ValueTask<SiloEvents?> EventsAsync(long? after);
}
