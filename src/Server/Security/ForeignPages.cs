using Microsoft.AspNetCore.Builder;

namespace LockActors.Server.Security;

/// <summary>Pages that others made, as the Orleans Dashboard, have styles in their text and fonts in their style
/// sheets. Scripts still come from this server alone.</summary>
internal static class ForeignPages
{
    private const string Policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
        + "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static T WithForeignPages<T>(this T endpoints)
        where T : IEndpointConventionBuilder
    {
        endpoints.Finally(static endpoint =>
        {
            if (endpoint.RequestDelegate is { } answer)
            {
                endpoint.RequestDelegate = context =>
                {
                    SecurityHeaders.Add(context);
                    context.Response.Headers.ContentSecurityPolicy = Policy;
                    return answer(context);
                };
            }
        });
        return endpoints;
    }
}
