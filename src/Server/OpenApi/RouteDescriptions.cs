using LockActors.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace LockActors.Server.OpenApi;

/// <summary>Says of a route what the OpenAPI document shows, by the metadata of ASP.NET Core. Handlers take the whole
/// request (ADR 17), so the framework cannot tell it from their parameters.</summary>
internal static class RouteDescriptions
{
    private const string Json = "application/json";

    public static IEndpointConventionBuilder InDocument(this IEndpointConventionBuilder route, Delegate handler) =>
        route.WithGroupName(DocumentSetup.Name).WithMetadata(handler.Method);

    /// <summary>Describes the operation. Its id is no name of the endpoint: an application may have a route of that
    /// name.</summary>
    public static IEndpointConventionBuilder Describe(
        this IEndpointConventionBuilder route, string id, string tag, string summary) =>
        route.WithTags(tag).WithSummary(summary).AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.OperationId = id;
            return Task.CompletedTask;
        });

    /// <summary>The body, which may be left out. Without media types routing leaves the choice alone: what is no JSON,
    /// <see cref="Api.Bodies"/> refuses.</summary>
    public static IEndpointConventionBuilder Takes<TBody>(this IEndpointConventionBuilder route) =>
        route.WithMetadata(new AcceptsMetadata([], typeof(TBody), isOptional: true));

    public static IEndpointConventionBuilder Takes(
        this IEndpointConventionBuilder route, params IReadOnlyList<QueryDoc> parameters) =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            foreach (var parameter in parameters)
            {
                operation.Parameters.Add(parameter.ToParameter());
            }

            return Task.CompletedTask;
        });

    public static IEndpointConventionBuilder Answers<TAnswer>(
        this IEndpointConventionBuilder route, int status, string description, string media = Json) =>
        route.WithMetadata(
            new ProducesResponseTypeMetadata(status, typeof(TAnswer), [media]) { Description = description });

    /// <summary>The statuses that are answered by problem documents.</summary>
    public static IEndpointConventionBuilder Refuses(
        this IEndpointConventionBuilder route, params IEnumerable<int> statuses)
    {
        foreach (var status in statuses)
        {
            route.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(WireProblem), [WireProblem.MediaType]));
        }

        return route;
    }
}
