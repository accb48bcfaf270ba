using LockActors.Server.Api;
using Microsoft.AspNetCore.Http;

namespace LockActors.Server.Security;

/// <summary>A cookie that browsers send to this lock server only, and to no other page of the application.</summary>
internal sealed class ServerCookie : CookieBuilder
{
    public ServerCookie()
    {
        SameSite = SameSiteMode.Strict;
        SecurePolicy = CookieSecurePolicy.SameAsRequest;
        IsEssential = true;
    }

    public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
    {
        var cookie = base.Build(context, expiresFrom);
        cookie.Path = ServerRoot.CookiePathOf(context);
        return cookie;
    }
}
