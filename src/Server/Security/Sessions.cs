using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace LockActors.Server.Security;

/// <summary>Sessions of the dashboard. What a session may do stands in its cookie, encrypted; what is kept here is only
/// which ones were ended before their time.</summary>
internal sealed class Sessions(KeyRing ring, IOptions<LockServerOptions> options, TimeProvider time)
{
    private const int NameBytes = 16;
    private const int PruneAbove = 1000;

    private readonly ConcurrentDictionary<string, DateTimeOffset> _ended = new(StringComparer.Ordinal);

    /// <summary>A new session of an API key; null when the key is not known.</summary>
    public ClaimsPrincipal? Open(string secret)
    {
        var name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NameBytes));
        return ring.Find(secret) is { } known ? PrincipalOf(known, name) : null;
    }

    /// <summary>Ends a session, also for a browser that kept a copy of its cookie.</summary>
    public void End(string session)
    {
        var now = time.GetUtcNow();
        _ended[session] = now + options.Value.SessionTime;
        if (_ended.Count > PruneAbove)
        {
            foreach (var (name, _) in _ended.Where(entry => entry.Value < now))
            {
                _ended.TryRemove(name, out _);
            }
        }
    }

    /// <summary>Tells whether the session that a request came in is over, for answers that outlast it: ended, or
    /// expired as its cookie said. Never for a request without a session.</summary>
    public Func<bool> Watch(HttpContext context)
    {
        if (KeyIdentity.Of(context.User)?.Session is not { } session)
        {
            return static () => false;
        }

        var expires = context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc;
        return () => _ended.ContainsKey(session) || time.GetUtcNow() >= expires;
    }

    /// <summary>Turns a cookie's content into what its key may do now; refuses it when the key is no longer
    /// known.</summary>
    public Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var hash = context.Principal?.FindFirst(KeyIdentity.HashClaim)?.Value;
        var session = context.Principal?.FindFirst(KeyIdentity.SessionClaim)?.Value;
        if (hash is null || session is null || _ended.ContainsKey(session)
            || ring.Find(Convert.FromHexString(hash)) is not { } known)
        {
            context.RejectPrincipal();
        }
        else
        {
            context.ReplacePrincipal(PrincipalOf(known, session));
        }

        return Task.CompletedTask;
    }

    private static ClaimsPrincipal PrincipalOf(ClaimsPrincipal known, string session) =>
        new(new KeyIdentity(KeyIdentity.Of(known)!.Entry, Schemes.Session, session));
}
