using LockActors.Monitoring;
using LockActors.Server.OpenApi;
using LockActors.Server.Security;
using LockActors.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LockActors.Server.Api;

/// <summary>The routes that operators and orchestrators look at.</summary>
internal static class MonitorRoutes
{
    private const string Tag = "monitor";
    private const string HealthTag = "health";

    public static void MapHealth(ServerRoutes routes, HealthApi health)
    {
        routes.Api(HttpMethods.Get, "/health/live", HealthApi.LiveAsync)
            .Describe("live", HealthTag, "Whether the process runs.")
            .Answers<HealthAnswer>(200, "It runs.")
            .AllowAnonymous()
            .DisableRateLimiting();
        routes.Api(HttpMethods.Get, "/health/ready", health.ReadyAsync)
            .Describe("ready", HealthTag, "Whether the server can serve locks.")
            .Answers<HealthAnswer>(200, "It can.")
            .Answers<HealthAnswer>(503, "It cannot; failing names what fails, and reasons say why.")
            .AllowAnonymous()
            .DisableRateLimiting();
    }

    public static void MapStatus(ServerRoutes routes, StatusApi status) =>
        routes.Api(HttpMethods.Get, "/v1/status", status.StatusAsync)
            .Describe("status", Tag, "The version, the limits, and what is wrong, for keys without prefixes.")
            .Answers<StatusAnswer>(200, "What is so now.")
            .Refuses(400)
            .RequireAuthorization(Access.ReadAll);

    public static void Map(ServerRoutes routes, MonitorApi monitor, EventApi events)
    {
        Look<OverviewAnswer>("/v1/overview", monitor.OverviewAsync)
            .Describe(
                "overview", Tag,
                "The service in numbers; for keys with prefixes, what is held and waited for below them.")
            .RequireAuthorization(Access.Read);
        Look<LockCluster>("/v1/cluster", monitor.ClusterAsync)
            .Describe("cluster", Tag, "The processes and the lease store of the service, for keys without prefixes.")
            .RequireAuthorization(Access.ReadAll);

        // A stream has nothing but a body, so HEAD is not for it.
        routes.Map([HttpMethods.Get], "/v1/events", events.StreamAsync).InDocument(events.StreamAsync)
            .Describe("events", Tag, "Events as they happen, as server-sent events.")
            .Takes(
                new("prefix", "Only locks that begin with this text."),
                new("key", "Only this lock."),
                new("kinds", "Only these kinds, with commas between."),
                new("after", "The id of the event to go on after; the header Last-Event-ID counts more."),
                QueryDoc.Number("tail", "How many events of the past to begin with.", 0, EventHub.MaxTail, 0))
            .Answers<string>(200, "A stream that does not end.", "text/event-stream")
            .Refuses(400, 404, 503)
            .RequireAuthorization(Access.Read);
        Look<LockActivity>(RawKey.Pattern + RawKey.ActivityVerb, monitor.ActivityAsync)
            .Describe("lockActivity", Tag, "What happened to a lock lately, and how long it is held.")
            .RequireAuthorization(Access.Read);

        IEndpointConventionBuilder Look<TAnswer>(string path, RequestDelegate handle) =>
            routes.Api(HttpMethods.Get, path, handle).Answers<TAnswer>(200, "What is so now.").Refuses(400, 404, 503);
    }
}
