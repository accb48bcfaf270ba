namespace LockActors.Grains;

/// <summary>What silos ask of each other. The grain's key is the address of the silo that it lives on.</summary>
[Alias("LockActors.ILockSiloGrain")]
internal interface ILockSiloGrain : IGrainWithStringKey
{
    /// <summary>How much longer keys that start anew must wait; null when the silo does not know yet.</summary>
    [Alias("GraceLeft")]
    ValueTask<TimeSpan?> GraceLeftAsync();

    /// <summary>Which of these keys live here.</summary>
    /// <param name="keys">The keys.</param>
    [Alias("Known")]
    ValueTask<string[]> KnownAsync([Immutable] string[] keys);

    /// <summary>A silo leaves and all its keys have moved.</summary>
    /// <param name="silo">The silo.</param>
    [Alias("LeavesInOrder")]
    ValueTask LeavesInOrderAsync(SiloAddress silo);
}
