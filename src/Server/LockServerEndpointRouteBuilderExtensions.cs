using LockActors.Server.Api;
using LockActors.Server.Dashboard;
using LockActors.Server.OpenApi;
using LockActors.Server.Security;
using LockActors.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the HTTP API of a lock server.</summary>
public static class LockServerEndpointRouteBuilderExtensions
{
    /// <summary>Maps <c>/v1/locks</c>, <c>/v1/renew</c>, <c>/v1/session</c>, <c>/health</c>, <c>/login</c> and the
    /// dashboard at <c>/</c>; below a prefix on a group: <c>app.MapGroup("/locks").MapLockServer()</c>. Where the
    /// application maps one of these paths itself, the application's endpoint is served. What needs an API key says so
    /// by a policy, so the application must use authorization. Without API keys only callers on the same machine are
    /// served (<see cref="LockActors.Server.LockServerOptions.Open"/>).</summary>
    /// <param name="endpoints">The application or a group, with <c>AddLockServer()</c> among the services.</param>
    /// <returns>All these endpoints, for conventions such as authorization.</returns>
    public static RouteGroupBuilder MapLockServer(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.ServiceProvider;
        var all = endpoints.MapGroup("");
        var routes = new ServerRoutes(all);
        MapPages(routes, services.GetRequiredService<DashboardAssets>());
        MonitorRoutes.MapHealth(routes, services.GetRequiredService<HealthApi>());
        routes.Get(DocumentSetup.Path, DocumentSetup.WriteAsync).AllowAnonymous();
        MapLogin(routes, services.GetRequiredService<LoginApi>());
        LockRoutes.Map(routes, services.GetRequiredService<LockApi>());
        MonitorRoutes.MapStatus(routes, services.GetRequiredService<StatusApi>());
        MonitorRoutes.Map(routes, services.GetRequiredService<MonitorApi>(), services.GetRequiredService<EventApi>());
        routes.RefuseOtherMethods();
        ServerRoutes.RefuseOtherPaths(all, RawKey.Root);
        return all;
    }

    /// <summary>Answers every path at which nothing else is mapped as the lock server answers, with a problem document
    /// of status 404: for applications that are nothing but a lock server.</summary>
    /// <param name="endpoints">The application, with <c>AddLockServer()</c> among its services.</param>
    public static IEndpointConventionBuilder MapLockServerFallback(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return ServerRoutes.RefuseOtherPaths(endpoints, "");
    }

    private static void MapPages(ServerRoutes routes, DashboardAssets dashboard)
    {
        // Of a page at "/" an application has its own, often by a route of MVC, which would come later.
        routes.Get("/", dashboard.IndexAsync).RequireAuthorization(Access.Read)
            .Add(static endpoint => ((RouteEndpointBuilder)endpoint).Order = int.MaxValue - 1);
        routes.Get("/app/{**path}", dashboard.FileAsync).AllowAnonymous().DisableRateLimiting();
    }

    private static void MapLogin(ServerRoutes routes, LoginApi login)
    {
        routes.Get(ApiKeyHandler.LoginPath, login.PageAsync).AllowAnonymous();
        routes.Get(LoginPage.StylePath, LoginApi.StyleAsync).AllowAnonymous();
        routes.Map([HttpMethods.Post], ApiKeyHandler.LoginPath, login.LoginAsync)
            .AllowAnonymous().RequireRateLimiting(LoginLimit.Name);
        routes.Map([HttpMethods.Post], "/logout", login.LogoutAsync).RequireAuthorization(Access.Read);
        routes.Api(HttpMethods.Get, "/v1/session", login.WhoAsync)
            .Describe("session", "sessions", "Who is calling: the name, role and prefixes of the key.")
            .Answers<SessionAnswer>(200, "Who is calling.")
            .RequireAuthorization(Access.Read);
    }
}
