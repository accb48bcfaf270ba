using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace LockActors.Server.Security;

/// <summary>How often one address may try to log in.</summary>
internal sealed class LoginLimit(IOptions<LockServerOptions> options) : IRateLimiterPolicy<string>
{
    public const string Name = "LockActors.Login";

    public Func<OnRejectedContext, CancellationToken, ValueTask>? OnRejected => RequestLimit.WriteProblemAsync;

    public RateLimitPartition<string> GetPartition(HttpContext httpContext) =>
        RateLimitPartition.GetFixedWindowLimiter(RequestLimit.AddressOf(httpContext), _ => new()
        {
            PermitLimit = options.Value.LoginsPerMinute,
            Window = TimeSpan.FromMinutes(1),
        });
}
