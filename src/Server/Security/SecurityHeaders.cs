using Microsoft.AspNetCore.Http;

namespace LockActors.Server.Security;

/// <summary>What every answer of a lock server tells browsers.</summary>
internal static class SecurityHeaders
{
    /// <summary>Pages use what comes from this server and nothing else; nothing inline, and no frame around
    /// them.</summary>
    private const string Policy = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        + "frame-ancestors 'none'";

    public static void Add(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";

        // Other sites learn nothing. With "no-referrer" browsers would send forms, such as the login, with an Origin of
        // "null", which is refused as any foreign one.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";

        // Answers tell the state of a moment, and some carry a secret. What may be kept says so itself.
        headers.CacheControl = "no-store";
    }
}
