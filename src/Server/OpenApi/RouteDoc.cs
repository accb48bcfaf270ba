using LockActors.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace LockActors.Server.OpenApi;

/// <summary>What the OpenAPI document says of one route.</summary>
/// <param name="Id">The operation's id.</param>
/// <param name="Summary">What it does, in one sentence.</param>
internal sealed record RouteDoc(string Id, string Summary)
{
    /// <summary>What it belongs to. Default: locks.</summary>
    public string Tag { get; init; } = "locks";

    /// <summary>The body that it takes, if any; it may be left out.</summary>
    public Type? Body { get; init; }

    public IReadOnlyList<QueryDoc> Query { get; init; } = [];

    /// <summary>What it answers, by status.</summary>
    public IReadOnlyList<AnswerDoc> Answers { get; init; } = [];

    /// <summary>The statuses that are answered by problem details.</summary>
    public IReadOnlyList<int> Problems { get; init; } = [];

    public TBuilder ApplyTo<TBuilder>(TBuilder route, Delegate handler)
        where TBuilder : IEndpointConventionBuilder
    {
        route.WithGroupName(DocumentSetup.Name).WithTags(Tag).WithSummary(Summary).WithMetadata(this, handler.Method);
        if (Body is not null)
        {
            // Without media types routing leaves the choice alone: what is no JSON, Bodies refuses.
            route.WithMetadata(new AcceptsMetadata([], Body, isOptional: true));
        }

        foreach (var answer in Answers)
        {
            route.WithMetadata(new ProducesResponseTypeMetadata(answer.Status, answer.Type, [answer.Media]));
        }

        foreach (var status in Problems)
        {
            route.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(WireProblem), [WireProblem.MediaType]));
        }

        return route;
    }
}
