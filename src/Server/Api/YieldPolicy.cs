using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace LockActors.Server.Api;

/// <summary>Where the application maps a path of the lock server too, the application's endpoint is served.</summary>
internal sealed class YieldPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    public override int Order => int.MaxValue;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(IsOurs) && !endpoints.All(IsOurs);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i) && IsOurs(candidates[i].Endpoint) && HasRival(candidates, i))
            {
                candidates.SetValidity(i, false);
            }
        }

        return Task.CompletedTask;
    }

    private static bool HasRival(CandidateSet candidates, int ours)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i) && candidates[i].Score == candidates[ours].Score
                && !IsOurs(candidates[i].Endpoint))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOurs(Endpoint endpoint) => endpoint.Metadata.GetMetadata<ServerRoot>() is not null;
}
