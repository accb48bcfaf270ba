namespace LockActors.Silo.Settings;

/// <summary>Where a server keeps its leases.</summary>
internal enum LeaseStoreKind
{
    /// <summary>In memory only.</summary>
    None = 0,

    /// <summary>In one Redis.</summary>
    Redis = 1,

    /// <summary>On a majority of several Redis masters.</summary>
    Redlock = 2,

    /// <summary>In PostgreSQL, by Orleans' grain storage for ADO.NET.</summary>
    Postgres = 3,
}
