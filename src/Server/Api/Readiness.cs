using LockActors.Wire;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LockActors.Server.Api;

/// <summary>Runs the health checks that decide whether this server is ready, and says why those fail that
/// do.</summary>
internal sealed class Readiness(
    HealthCheckService checks,
    IOptions<LockServerOptions> options,
    ILogger<Readiness> log,
    IHostApplicationLifetime? lifetime = null)
{
    private static readonly ServiceProblem Draining = new()
    {
        Check = "draining",
        Reason = "the server was told to stop",
    };

    private readonly CancellationToken _stopping = lifetime?.ApplicationStopping ?? CancellationToken.None;

    /// <summary>What fails, by the names of the checks; empty when the server is ready.</summary>
    public async Task<IReadOnlyList<ServiceProblem>> FailingAsync(CancellationToken cancellationToken)
    {
        if (_stopping.IsCancellationRequested)
        {
            return [Draining];
        }

        var report = await checks.CheckHealthAsync(LockServerHealthChecks.IsOurs, cancellationToken)
            .ConfigureAwait(false);
        return
        [
            .. report.Entries.Where(static entry => entry.Value.Status != HealthStatus.Healthy)
                .OrderBy(static entry => entry.Key, StringComparer.Ordinal)
                .Select(entry => new ServiceProblem { Check = entry.Key, Reason = ReasonOf(entry.Key, entry.Value) }),
        ];
    }

    /// <summary>What a check that threw says is for the log: messages of libraries may hold more than is meant for
    /// readers of the page.</summary>
    private string ReasonOf(string name, HealthReportEntry entry)
    {
        log.NotReady(entry.Exception, name, entry.Description);
        return entry.Exception is OperationCanceledException
            ? $"no answer in {Ranges.Show(options.Value.ReadyTimeout)}"
            : string.IsNullOrEmpty(entry.Description) || entry.Description == entry.Exception?.Message
            ? "the check fails; the log says why"
            : entry.Description;
    }
}
