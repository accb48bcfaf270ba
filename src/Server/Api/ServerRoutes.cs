using LockActors.Server.OpenApi;
using LockActors.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace LockActors.Server.Api;

/// <summary>Maps the routes of one lock server. What the server says of a wrong method or path it says by endpoints
/// of its own, so that the application's other answers are left alone.</summary>
internal sealed class ServerRoutes(RouteGroupBuilder all)
{
    private readonly Dictionary<string, SortedSet<string>> _methods = new(StringComparer.Ordinal);

    public IEndpointConventionBuilder Get(string path, RequestDelegate handle) =>
        Map([HttpMethods.Get, HttpMethods.Head], path, handle);

    /// <summary>Maps a route of the API, which the OpenAPI document shows.</summary>
    public IEndpointConventionBuilder Api(string method, string path, RequestDelegate handle)
    {
        var route = HttpMethods.IsGet(method) ? Get(path, handle) : Map([method], path, handle);
        return route.InDocument(handle);
    }

    public IEndpointConventionBuilder Map(string[] methods, string path, RequestDelegate handle)
    {
        if (!_methods.TryGetValue(path, out var known))
        {
            _methods[path] = known = new(StringComparer.Ordinal);
        }

        known.UnionWith(methods);
        return Mark(all.MapMethods(path, methods, WithHeaders(handle)), path);
    }

    /// <summary>Refuses what the routes so far do not take.</summary>
    public void RefuseOtherMethods()
    {
        foreach (var (path, methods) in _methods)
        {
            Last(Mark(all.Map(path, WithHeaders(context => WriteProblemAsync(context, methods))), path));
        }
    }

    /// <summary>Says of each path below one that nothing is there, unless there is.</summary>
    public static IEndpointConventionBuilder RefuseOtherPaths(IEndpointRouteBuilder endpoints, string below)
    {
        var path = below + "/{**rest}";
        return Last(Mark(endpoints.Map(path, WithHeaders(RefusePathAsync)), path));
    }

    public static Task RefusePathAsync(HttpContext context) => context.Response.WriteProblemAsync(
        new ApiError(StatusCodes.Status404NotFound, "There is nothing at this path."));

    private static Task WriteProblemAsync(HttpContext context, SortedSet<string> methods)
    {
        var allowed = string.Join(", ", methods);
        context.Response.Headers.Allow = allowed;
        return context.Response.WriteProblemAsync(new ApiError(
            StatusCodes.Status405MethodNotAllowed, $"This path takes {allowed}, not {context.Request.Method}."));
    }

    private static IEndpointConventionBuilder Mark(IEndpointConventionBuilder route, string path)
    {
        var own = RoutePatternFactory.Parse(path).PathSegments.Count;
        route.Add(endpoint => endpoint.Metadata.Add(
            new ServerRoot(((RouteEndpointBuilder)endpoint).RoutePattern.PathSegments.Count - own)));
        return route;
    }

    private static IEndpointConventionBuilder Last(IEndpointConventionBuilder route)
    {
        route.Add(static endpoint => ((RouteEndpointBuilder)endpoint).Order = int.MaxValue);
        return route;
    }

    private static RequestDelegate WithHeaders(RequestDelegate handle) => context =>
    {
        SecurityHeaders.Add(context);
        return handle(context);
    };
}
