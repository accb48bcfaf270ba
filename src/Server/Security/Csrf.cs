using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace LockActors.Server.Security;

/// <summary>What proves that a page of this server sent a request in the name of a session: a cookie that only such a
/// page can read, sent again in a header.</summary>
internal static class Csrf
{
    public const string CookieName = "lockactors-csrf";
    public const string HeaderName = "X-LockActors-Csrf";

    /// <summary>Gives the session of a request its cookie.</summary>
    public static void Issue(this IAntiforgery antiforgery, HttpContext context) => context.Response.Cookies.Append(
        CookieName,
        antiforgery.GetAndStoreTokens(context).RequestToken!,
        new CookieOptions
        {
            HttpOnly = false,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            IsEssential = true,
        });

    public static void Withdraw(HttpContext context) => context.Response.Cookies.Delete(CookieName);
}
