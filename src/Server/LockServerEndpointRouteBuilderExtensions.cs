using LockActors.Server.Api;
using LockActors.Server.Dashboard;
using LockActors.Server.Metrics;
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
    /// dashboard at <c>/</c>. What needs an API key says so by a policy, so the application must use
    /// authorization. Without API keys only callers on the same machine are served
    /// (<see cref="LockActors.Server.LockServerOptions.Open"/>).</summary>
    /// <param name="endpoints">The application, with <c>AddLockServer()</c> among its services.</param>
    /// <returns>All these endpoints, for conventions such as authorization.</returns>
    public static RouteGroupBuilder MapLockServer(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var locks = endpoints.ServiceProvider.GetRequiredService<LockApi>();
        var health = endpoints.ServiceProvider.GetRequiredService<HealthApi>();
        var login = endpoints.ServiceProvider.GetRequiredService<LoginApi>();
        var all = endpoints.MapGroup("");
        var dashboard = endpoints.ServiceProvider.GetRequiredService<DashboardAssets>();
        all.MapGet("/", dashboard.IndexAsync).RequireAuthorization(Access.Read);
        all.MapGet("/app/{**path}", dashboard.FileAsync).AllowAnonymous().DisableRateLimiting();
        Map(all, HttpMethods.Get, "/health/live", RouteDocs.Live, HealthApi.LiveAsync)
            .AllowAnonymous().DisableRateLimiting();
        Map(all, HttpMethods.Get, "/health/ready", RouteDocs.Ready, health.ReadyAsync)
            .AllowAnonymous().DisableRateLimiting();
        var metrics = endpoints.ServiceProvider.GetRequiredService<MetricsApi>();
        all.MapGet("/metrics", metrics.WriteAsync).RequireAuthorization(Access.ReadAll);
        all.MapOpenApi(DocumentSetup.Path).AllowAnonymous();
        MapLogin(all, login);
        MapLocks(all, locks);
        MapMonitor(all);
        return all;
    }

    private static void MapLogin(RouteGroupBuilder all, LoginApi login)
    {
        all.MapGet(ApiKeyHandler.LoginPath, login.PageAsync).AllowAnonymous();
        all.MapGet(LoginPage.StylePath, LoginApi.StyleAsync).AllowAnonymous();
        all.MapPost(ApiKeyHandler.LoginPath, login.LoginAsync).AllowAnonymous().RequireRateLimiting(LoginLimit.Name);
        all.MapPost("/logout", login.LogoutAsync).RequireAuthorization(Access.Read);
        Map(all, HttpMethods.Get, "/v1/session", RouteDocs.Session, login.WhoAsync).RequireAuthorization(Access.Read);
    }

    private static void MapLocks(RouteGroupBuilder all, LockApi locks)
    {
        Map(all, HttpMethods.Get, RawKey.Root, RouteDocs.List, locks.ListAsync).RequireAuthorization(Access.Read);
        Post("/v1/renew", RouteDocs.RenewMany, locks.RenewManyAsync);

        // The key itself comes from the request target: see RawKey.
        Map(all, HttpMethods.Get, RawKey.Pattern, RouteDocs.Get, locks.GetAsync).RequireAuthorization(Access.Read);
        Map(all, HttpMethods.Delete, RawKey.Pattern, RouteDocs.Revoke, locks.RevokeAsync)
            .RequireAuthorization(Access.Admin);
        Post(RawKey.Pattern + "/acquire", RouteDocs.Acquire, locks.AcquireAsync);
        Post(RawKey.Pattern + "/renew", RouteDocs.Renew, locks.RenewAsync);
        Post(RawKey.Pattern + "/confirm", RouteDocs.Confirm, locks.ConfirmAsync);
        Post(RawKey.Pattern + "/release", RouteDocs.Release, locks.ReleaseAsync);
        Post(RawKey.Pattern + "/cancel", RouteDocs.Cancel, locks.CancelAsync);

        void Post(string path, RouteDoc doc, RequestDelegate handle) =>
            Map(all, HttpMethods.Post, path, doc, handle).RequireAuthorization(Access.Lock);
    }

    private static void MapMonitor(RouteGroupBuilder all)
    {
        var services = ((IEndpointRouteBuilder)all).ServiceProvider;
        var monitor = services.GetRequiredService<MonitorApi>();
        var events = services.GetRequiredService<EventApi>();
        Look("/v1/overview", MonitorDocs.Overview, monitor.OverviewAsync, Access.Read);
        Look("/v1/cluster", MonitorDocs.Cluster, monitor.ClusterAsync, Access.ReadAll);
        Look("/v1/events", MonitorDocs.Events, events.StreamAsync, Access.Read);
        Look(RawKey.Pattern + RawKey.ActivityVerb, MonitorDocs.Activity, monitor.ActivityAsync, Access.Read);

        void Look(string path, RouteDoc doc, RequestDelegate handle, string policy) =>
            Map(all, HttpMethods.Get, path, doc, handle).RequireAuthorization(policy);
    }

    private static IEndpointConventionBuilder Map(
        RouteGroupBuilder all, string method, string path, RouteDoc doc, RequestDelegate handle) =>
        doc.ApplyTo(all.MapMethods(path, [method], handle), handle);
}
