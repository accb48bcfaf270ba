using System.Text.Json.Serialization.Metadata;
using LockActors.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LockActors.Server.Api;

/// <summary>The endpoints below <c>/v1/locks</c>. What a request wants is known before anything is asked of the
/// service.</summary>
internal sealed partial class LockApi(
    ILockService service,
    TenantLimits tenants,
    TimeProvider time,
    IOptions<LockServerOptions> options,
    IOptions<RateLimiterOptions> rate,
    ILogger<LockApi> log,
    ILoggerFactory logs,
    IHostApplicationLifetime? lifetime = null)
{
    private readonly ILogger _audit = logs.CreateLogger(AuditLog.Category);
    private readonly TimeSpan _maxHold = options.Value.MaxHold;
    private readonly CancellationToken _stopping = lifetime?.ApplicationStopping ?? CancellationToken.None;

    /// <summary>The key of a request; null after refusing it.</summary>
    internal static async ValueTask<LockKey?> KeyOfAsync(HttpContext context)
    {
        var raw = KeyedRequest.KeyOf(context);
        if (raw is { Error: null })
        {
            return raw.Key;
        }

        await context.Response
            .WriteProblemAsync(new LimitViolation("key", raw?.Error ?? "key must stand in the request target."))
            .ConfigureAwait(false);
        return null;
    }

    /// <summary>The key and the body of a request; null after refusing it.</summary>
    private static async ValueTask<(LockKey Key, T Body)?> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        if (await KeyOfAsync(context).ConfigureAwait(false) is not { } key)
        {
            return null;
        }

        var (body, refusal) = await Bodies.ReadAsync(context.Request, type).ConfigureAwait(false);
        if (body is not null)
        {
            return (key, body);
        }

        await context.Response.WriteProblemAsync(refusal!).ConfigureAwait(false);
        return null;
    }
}
