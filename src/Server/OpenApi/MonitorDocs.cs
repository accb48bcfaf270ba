using LockActors.Monitoring;
using LockActors.Server.Api;
using LockActors.Wire;

namespace LockActors.Server.OpenApi;

/// <summary>What the OpenAPI document says of the routes that operators look at.</summary>
internal static class MonitorDocs
{
    private const string Tag = "monitor";

    public static readonly RouteDoc Overview = Look(
        "overview", "The service in numbers; for keys with prefixes, what is held and waited for below them.",
        typeof(OverviewAnswer));

    public static readonly RouteDoc Cluster = Look(
        "cluster", "The processes and the lease store of the service, for keys without prefixes.",
        typeof(LockCluster));

    public static readonly RouteDoc Activity = Look(
        "lockActivity", "What happened to a lock lately, and how long it is held.", typeof(LockActivity));

    public static readonly RouteDoc Events = new("events", "Events as they happen, as server-sent events.")
    {
        Tag = Tag,
        Query =
        [
            new("prefix", "Only locks that begin with this text."),
            new("key", "Only this lock."),
            new("kinds", "Only these kinds, with commas between."),
            new("after", "The id of the event to go on after; the header Last-Event-ID counts more."),
            QueryDoc.Number("tail", "How many events of the past to begin with.", 0, EventHub.MaxTail, 0),
        ],
        Answers = [new(200, typeof(string), "A stream that does not end.", "text/event-stream")],
        Problems = [400, 404, 503],
    };

    private static RouteDoc Look(string id, string summary, Type type) => new(id, summary)
    {
        Tag = Tag,
        Answers = [new(200, type, "What is so now.")],
        Problems = [400, 404, 503],
    };
}
