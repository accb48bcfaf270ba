namespace LockActors.Server.Security;

/// <summary>The names of the ways in which a request says who sends it.</summary>
internal static class Schemes
{
    /// <summary>Chooses between the two below.</summary>
    public const string Any = "LockActors";

    /// <summary><c>Authorization: Bearer KEY</c>.</summary>
    public const string Bearer = "LockActors.Bearer";

    /// <summary>The cookie of a session.</summary>
    public const string Session = "LockActors.Session";
}
