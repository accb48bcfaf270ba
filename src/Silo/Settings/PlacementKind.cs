namespace LockActors.Silo.Settings;

/// <summary>On which silo a key's grain starts. docs/adr/0009 has the figures.</summary>
internal enum PlacementKind
{
    /// <summary>On the silo that is asked first; for an Orleans client that is the key's gateway.</summary>
    Local = 0,

    /// <summary>Where memory and processor are least used; Orleans' default.</summary>
    Resources = 1,

    /// <summary>Anywhere.</summary>
    Random = 2,

    /// <summary>By the hash of the key.</summary>
    Hash = 3,
}
