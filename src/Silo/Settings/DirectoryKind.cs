namespace LockActors.Silo.Settings;

/// <summary>Which grain directory the cluster uses; all its silos must use the same. docs/adr/0007 has the
/// reasons.</summary>
internal enum DirectoryKind
{
    /// <summary>Orleans' default, eventually consistent.</summary>
    Local = 0,

    /// <summary>Consistent over changes of membership; experimental in Orleans 10.2.</summary>
    Distributed = 1,
}
