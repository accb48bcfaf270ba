namespace LockActors.Silo.Settings;

/// <summary>How silos find each other.</summary>
internal enum ClusteringKind
{
    /// <summary>One silo keeps the table in memory: for one machine and for development.</summary>
    Localhost = 0,

    /// <summary>The table is in Redis.</summary>
    Redis = 1,
}
