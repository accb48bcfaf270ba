namespace LockActors.Wire;

/// <summary>What an API key may do. Each role may do what those before it may.</summary>
public enum ApiRole
{
    /// <summary>Look at locks.</summary>
    Read = 0,

    /// <summary>Take, renew and release locks.</summary>
    Lock = 1,

    /// <summary>Revoke leases that others hold.</summary>
    Admin = 2,
}
