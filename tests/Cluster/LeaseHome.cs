namespace LockActors.Cluster;

/// <summary>Where a cluster keeps its leases.</summary>
internal enum LeaseHome
{
    /// <summary>In the memory of the only silo.</summary>
    Memory = 0,

    /// <summary>In one Redis.</summary>
    Redis,

    /// <summary>In PostgreSQL.</summary>
    Postgres,

    /// <summary>In Orleans' grain storage on Redis, in silos of an application.</summary>
    RedisGrainStorage,
}
