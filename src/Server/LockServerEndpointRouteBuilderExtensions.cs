using LockActors.Server.Api;
using LockActors.Server.Dashboard;
using LockActors.Server.OpenApi;
using LockActors.Server.Security;
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
        MapHealth(routes, services.GetRequiredService<HealthApi>());
        routes.Get(DocumentSetup.Path, DocumentSetup.WriteAsync).AllowAnonymous();
        MapLogin(routes, services.GetRequiredService<LoginApi>());
        MapLocks(routes, services.GetRequiredService<LockApi>());
        MapMonitor(routes, services.GetRequiredService<MonitorApi>(), services.GetRequiredService<EventApi>());
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

    private static void MapHealth(ServerRoutes routes, HealthApi health)
    {
        Map(routes, HttpMethods.Get, "/health/live", RouteDocs.Live, HealthApi.LiveAsync)
            .AllowAnonymous().DisableRateLimiting();
        Map(routes, HttpMethods.Get, "/health/ready", RouteDocs.Ready, health.ReadyAsync)
            .AllowAnonymous().DisableRateLimiting();
    }

    private static void MapLogin(ServerRoutes routes, LoginApi login)
    {
        routes.Get(ApiKeyHandler.LoginPath, login.PageAsync).AllowAnonymous();
        routes.Get(LoginPage.StylePath, LoginApi.StyleAsync).AllowAnonymous();
        routes.Map([HttpMethods.Post], ApiKeyHandler.LoginPath, login.LoginAsync)
            .AllowAnonymous().RequireRateLimiting(LoginLimit.Name);
        routes.Map([HttpMethods.Post], "/logout", login.LogoutAsync).RequireAuthorization(Access.Read);
        Map(routes, HttpMethods.Get, "/v1/session", RouteDocs.Session, login.WhoAsync)
            .RequireAuthorization(Access.Read);
    }

    private static void MapLocks(ServerRoutes routes, LockApi locks)
    {
        Map(routes, HttpMethods.Get, RawKey.Root, RouteDocs.List, locks.ListAsync)
            .RequireAuthorization(Access.Read).WithMetadata(new LockList());
        Post("/v1/renew", RouteDocs.RenewMany, locks.RenewManyAsync);

        // The key itself comes from the request target: see RawKey.
        Map(routes, HttpMethods.Get, RawKey.Pattern, RouteDocs.Get, locks.GetAsync).RequireAuthorization(Access.Read);
        Map(routes, HttpMethods.Delete, RawKey.Pattern, RouteDocs.Revoke, locks.RevokeAsync)
            .RequireAuthorization(Access.Admin);
        Post(RawKey.Pattern + "/acquire", RouteDocs.Acquire, locks.AcquireAsync);
        Post(RawKey.Pattern + "/renew", RouteDocs.Renew, locks.RenewAsync);
        Post(RawKey.Pattern + "/confirm", RouteDocs.Confirm, locks.ConfirmAsync);
        Post(RawKey.Pattern + "/release", RouteDocs.Release, locks.ReleaseAsync);
        Post(RawKey.Pattern + "/cancel", RouteDocs.Cancel, locks.CancelAsync);

        void Post(string path, RouteDoc doc, RequestDelegate handle) =>
            Map(routes, HttpMethods.Post, path, doc, handle).RequireAuthorization(Access.Lock);
    }

    private static void MapMonitor(ServerRoutes routes, MonitorApi monitor, EventApi events)
    {
        Look("/v1/overview", MonitorDocs.Overview, monitor.OverviewAsync, Access.Read);
        Look("/v1/cluster", MonitorDocs.Cluster, monitor.ClusterAsync, Access.ReadAll);

        // A stream has nothing but a body, so HEAD is not for it.
        MonitorDocs.Events.ApplyTo(
                routes.Map([HttpMethods.Get], "/v1/events", events.StreamAsync), events.StreamAsync)
            .RequireAuthorization(Access.Read);
        Look(RawKey.Pattern + RawKey.ActivityVerb, MonitorDocs.Activity, monitor.ActivityAsync, Access.Read);

        void Look(string path, RouteDoc doc, RequestDelegate handle, string policy) =>
            Map(routes, HttpMethods.Get, path, doc, handle).RequireAuthorization(policy);
    }

    private static IEndpointConventionBuilder Map(
        ServerRoutes routes, string method, string path, RouteDoc doc, RequestDelegate handle) => doc.ApplyTo(
            HttpMethods.IsGet(method) ? routes.Get(path, handle) : routes.Map([method], path, handle), handle);
}
