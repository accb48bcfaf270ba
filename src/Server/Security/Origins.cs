using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace LockActors.Server.Security;

/// <summary>The sites whose pages may change something here: this one, and sites that are allowed by name.</summary>
internal sealed class Origins(IOptions<LockServerOptions> options)
{
    /// <summary>Whether a request may come from where its browser says. Other programs do not say.</summary>
    public bool Allow(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        return origin.Count == 0
            || (origin.Count == 1 && (origin[0] == $"{request.Scheme}://{request.Host}" || IsNamed(origin[0]!)));
    }

    private bool IsNamed(string origin) =>
        options.Value.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase);
}
