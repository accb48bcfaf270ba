using LockActors.Server.Api;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the HTTP API of a lock server.</summary>
public static class LockServerEndpointRouteBuilderExtensions
{
    /// <summary>Maps <c>/v1/locks</c>, <c>/v1/renew</c>, <c>/health</c> and a plain page at <c>/</c>.</summary>
    /// <param name="endpoints">The application, with <c>AddLockServer()</c> among its services.</param>
    /// <returns>All these endpoints, for conventions such as authorization.</returns>
    public static RouteGroupBuilder MapLockServer(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var locks = endpoints.ServiceProvider.GetRequiredService<LockApi>();
        var health = endpoints.ServiceProvider.GetRequiredService<HealthApi>();
        var all = endpoints.MapGroup("");
        all.MapGet("/", HealthApi.WelcomeAsync);
        all.MapGet("/health/live", HealthApi.LiveAsync);
        all.MapGet("/health/ready", health.ReadyAsync);
        all.MapGet(RawKey.Root, locks.ListAsync);
        all.MapPost("/v1/renew", locks.RenewManyAsync);

        // The key itself comes from the request target: see RawKey.
        all.MapGet(RawKey.Pattern, locks.GetAsync);
        all.MapDelete(RawKey.Pattern, locks.RevokeAsync);
        all.MapPost(RawKey.Pattern + "/acquire", locks.AcquireAsync);
        all.MapPost(RawKey.Pattern + "/renew", locks.RenewAsync);
        all.MapPost(RawKey.Pattern + "/confirm", locks.ConfirmAsync);
        all.MapPost(RawKey.Pattern + "/release", locks.ReleaseAsync);
        all.MapPost(RawKey.Pattern + "/cancel", locks.CancelAsync);
        return all;
    }
}
