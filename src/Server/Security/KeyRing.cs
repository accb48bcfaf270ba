using System.Security.Claims;
using LockActors.Wire;
using Microsoft.Extensions.Options;

namespace LockActors.Server.Security;

/// <summary>The API keys that this server knows.</summary>
internal sealed class KeyRing(IOptions<LockServerOptions> options)
{
    private readonly (ApiKeyEntry Entry, ClaimsPrincipal Principal)[] _keys =
        [.. options.Value.Keys.Select(static entry => (entry, PrincipalOf(entry)))];

    /// <summary>Whether there is no key: then callers on this machine may do everything, and others only where
    /// <see cref="LockServerOptions.Open"/> says so.</summary>
    public bool HasNoKeys => _keys.Length == 0;

    public ClaimsPrincipal Anyone { get; } = PrincipalOf(KeyIdentity.Anyone);

    public ClaimsPrincipal? Find(string secret) => Find(ApiKeyEntry.HashOf(secret));

    /// <summary>Looks at every key, so that the time does not tell which one it is.</summary>
    public ClaimsPrincipal? Find(ReadOnlySpan<byte> hash)
    {
        ClaimsPrincipal? found = null;
        foreach (var (entry, principal) in _keys)
        {
            if (entry.Matches(hash))
            {
                found = principal;
            }
        }

        return found;
    }

    private static ClaimsPrincipal PrincipalOf(ApiKeyEntry entry) => new(new KeyIdentity(entry, Schemes.Bearer));
}
