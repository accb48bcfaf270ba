using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace LockActors.Server.Api;

/// <summary>Finds where the key begins in a request target: after the path base, the prefix of a mapped lock server,
/// and <c>/v1/locks/</c>.</summary>
internal sealed class MappedServers(EndpointDataSource endpoints)
{
    private (IReadOnlyList<Endpoint>? Of, RoutePattern[] Patterns) _known = (null, []);

    /// <summary>The place of the key; -1 when the path names no lock of a server.</summary>
    /// <param name="path">The path as it was sent.</param>
    /// <param name="pathBase">The path base of the application, decoded.</param>
    /// <param name="start">Where the path begins below the path base.</param>
    public int KeyIn(string path, string pathBase, out int start)
    {
        start = After(path, 0, pathBase);
        if (start > 0 && KeyFrom(path, start) is >= 0 and var below)
        {
            return below;
        }

        // A proxy may have taken the path base off before.
        start = 0;
        return KeyFrom(path, start);
    }

    private int KeyFrom(string path, int start)
    {
        foreach (var pattern in Patterns())
        {
            var at = start;
            foreach (var segment in pattern.PathSegments)
            {
                at = at < 0 ? at : After(path, at, segment);
            }

            if (at >= 0 && at < path.Length)
            {
                return at + 1;
            }
        }

        return -1;
    }

    private RoutePattern[] Patterns()
    {
        // The list is another one after a change.
        var now = endpoints.Endpoints;
        if (_known.Of != now)
        {
            _known = (now, [.. now.OfType<RouteEndpoint>()
                .Where(static endpoint => endpoint.Metadata.GetMetadata<LockList>() is not null)
                .Select(static endpoint => endpoint.RoutePattern)]);
        }

        return _known.Patterns;
    }

    private static int After(string path, int at, string pathBase)
    {
        foreach (var segment in pathBase.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at = at < 0 ? at : After(path, at, text => Same(text, segment));
        }

        return at;
    }

    private static int After(string path, int at, RoutePatternPathSegment segment) =>
        segment.Parts is [RoutePatternLiteralPart literal]
            ? After(path, at, text => Same(text, literal.Content))
            : After(path, at, static text => text.Length > 0);

    private static int After(string path, int at, Func<string, bool> isIt)
    {
        if (at >= path.Length || path[at] != '/')
        {
            return -1;
        }

        var slash = path.IndexOf('/', at + 1);
        var end = slash < 0 ? path.Length : slash;
        return isIt(path[(at + 1)..end]) ? end : -1;
    }

    private static bool Same(string raw, string wanted) =>
        Uri.UnescapeDataString(raw).Equals(wanted, StringComparison.OrdinalIgnoreCase);
}
