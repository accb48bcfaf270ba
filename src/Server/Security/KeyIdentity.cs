using System.Security.Claims;
using LockActors.Wire;

namespace LockActors.Server.Security;

/// <summary>Who sends a request: the entry of its API key, or of the key that a session was opened with.</summary>
internal sealed class KeyIdentity : ClaimsIdentity
{
    /// <summary>The hash of the key, which finds its entry again.</summary>
    public const string HashClaim = "lockactors/key";

    /// <summary>A random name of the session.</summary>
    public const string SessionClaim = "lockactors/session";

    /// <summary>A caller that is let in by a server without keys.</summary>
    public static readonly ApiKeyEntry Anyone = new() { Name = "anyone", Role = ApiRole.Admin };

    public KeyIdentity(ApiKeyEntry entry, string scheme, string? session = null)
        : base(ClaimsOf(entry, session), scheme)
    {
        Entry = entry;
        Session = session;
    }

    public ApiKeyEntry Entry { get; }

    /// <summary>Null for a request that carries the key itself.</summary>
    public string? Session { get; }

    public static KeyIdentity? Of(ClaimsPrincipal user) => user.Identity as KeyIdentity;

    private static IEnumerable<Claim> ClaimsOf(ApiKeyEntry entry, string? session)
    {
        yield return new Claim(ClaimTypes.Name, entry.Name);
        yield return new Claim(HashClaim, Convert.ToHexStringLower(entry.Hash.AsSpan()));
        if (session is not null)
        {
            // What antiforgery tokens are bound to.
            yield return new Claim(ClaimTypes.NameIdentifier, session);
            yield return new Claim(SessionClaim, session);
        }
    }
}
