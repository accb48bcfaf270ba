using LockActors.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LockActors.Server.Api;

/// <summary>Whether this process runs, and whether it can serve locks.</summary>
internal sealed class HealthApi(
    HealthCheckService checks,
    ILogger<HealthApi> log,
    IHostApplicationLifetime? lifetime = null)
{
    private const string Draining = "draining";

    private readonly CancellationToken _stopping = lifetime?.ApplicationStopping ?? CancellationToken.None;

    public static Task LiveAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status200OK, new HealthAnswer { Status = WireStatus.Live });

    public async Task ReadyAsync(HttpContext context)
    {
        var failing = _stopping.IsCancellationRequested
            ? [Draining]
            : await FailingAsync(context.RequestAborted).ConfigureAwait(false);
        await (failing.Count == 0
            ? WriteAsync(context, StatusCodes.Status200OK, new HealthAnswer { Status = WireStatus.Ready })
            : WriteAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                new HealthAnswer { Status = WireStatus.NotReady, Failing = failing })).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<string>> FailingAsync(CancellationToken aborted)
    {
        var report = await checks.CheckHealthAsync(LockServerHealthChecks.IsOurs, aborted)
            .ConfigureAwait(false);
        var failing = report.Entries.Where(static entry => entry.Value.Status != HealthStatus.Healthy).ToList();
        foreach (var (name, entry) in failing)
        {
            log.NotReady(entry.Exception, name, entry.Description);
        }

        return [.. failing.Select(static entry => entry.Key).Order(StringComparer.Ordinal)];
    }

    private static Task WriteAsync(HttpContext context, int status, HealthAnswer answer) =>
        context.Response.WriteAsync(status, answer, WireJson.Default.HealthAnswer);
}
