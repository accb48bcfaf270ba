using Microsoft.AspNetCore.Authentication;

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

    /// <summary>ASP.NET Core takes the only scheme of an application for its default one. With those of the lock server
    /// there would be several, so the application's only one is named as its default.</summary>
    public static void KeepDefault(AuthenticationOptions options)
    {
        var others = options.Schemes.Where(static scheme => scheme.Name is not (Any or Bearer or Session)).ToList();
        if (options.DefaultScheme is null && others is [var only])
        {
            options.DefaultScheme = only.Name;
        }
    }
}
