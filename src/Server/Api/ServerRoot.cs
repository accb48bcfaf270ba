using Microsoft.AspNetCore.Http;

namespace LockActors.Server.Api;

/// <summary>Marks an endpoint of a lock server, and tells below which path the server is mapped.</summary>
/// <param name="PrefixSegments">How many segments of the path stand before the server's own.</param>
internal sealed record ServerRoot(int PrefixSegments)
{
    /// <summary>The path below which the server of a request is mapped, with the application's path base; empty at the
    /// root.</summary>
    public static PathString Of(HttpContext context) => context.Request.PathBase + PrefixOf(context);

    /// <summary>The path of a request below the one at which its server is mapped.</summary>
    public static PathString RestOf(HttpContext context) =>
        new(context.Request.Path.Value?[(PrefixOf(context).Value?.Length ?? 0)..]);

    /// <summary>The path for cookies, which other pages of the application do not get.</summary>
    public static string CookiePathOf(HttpContext context) =>
        Of(context) is { HasValue: true } root ? root.ToUriComponent() : "/";

    private static PathString PrefixOf(HttpContext context)
    {
        var left = context.GetEndpoint()?.Metadata.GetMetadata<ServerRoot>()?.PrefixSegments ?? 0;
        var path = context.Request.Path.Value ?? "";
        var end = 0;
        for (; left > 0 && end < path.Length; left--)
        {
            var slash = path.IndexOf('/', end + 1);
            end = slash < 0 ? path.Length : slash;
        }

        return new(path[..end]);
    }
}
