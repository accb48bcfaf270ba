using System.Text.Json.Serialization.Metadata;
using LockActors.Monitoring;
using LockActors.Server.Security;
using LockActors.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LockActors.Server.Api;

/// <summary>What operators see beyond locks: <c>/v1/overview</c>, <c>/v1/cluster</c> and the activity of a
/// lock.</summary>
internal sealed class MonitorApi(
    ILockService service, IServiceProvider services, TenantOverviews tenants, ILogger<MonitorApi> log)
{
    private readonly ILockMonitor? _monitor = Find(service, services);

    /// <summary>The monitor of the application, or the lock service itself where it is one.</summary>
    public static ILockMonitor? Find(ILockService service, IServiceProvider services) =>
        services.GetService<ILockMonitor>() ?? service as ILockMonitor;

    public static Task RefuseWithoutMonitorAsync(HttpContext context) => context.Response.WriteProblemAsync(
        new ApiError(StatusCodes.Status404NotFound, "This server does not watch its locks."));

    public Task OverviewAsync(HttpContext context)
    {
        var caller = KeyIdentity.Of(context.User)!.Entry;
        return AnswerAsync(
            context,
            async (monitor, _, aborted) => caller.Prefixes.IsEmpty
                ? OverviewAnswer.Of(await monitor.OverviewAsync(aborted).ConfigureAwait(false))
                : await tenants.OfAsync(caller, aborted).ConfigureAwait(false),
            OverviewJson.Default.OverviewAnswer);
    }

    public Task ClusterAsync(HttpContext context) => AnswerAsync(
        context, static (monitor, _, aborted) => monitor.ClusterAsync(aborted), MonitorJson.Default.LockCluster);

    public async Task ActivityAsync(HttpContext context)
    {
        if (await LockApi.KeyOfAsync(context).ConfigureAwait(false) is { } key)
        {
            await AnswerAsync(
                context,
                static (monitor, key, aborted) => monitor.ActivityAsync(key, aborted),
                MonitorJson.Default.LockActivity,
                key).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync<T>(
        HttpContext context,
        Func<ILockMonitor, LockKey, CancellationToken, ValueTask<T>> ask,
        JsonTypeInfo<T> type,
        LockKey key = default)
    {
        if (_monitor is null)
        {
            await RefuseWithoutMonitorAsync(context).ConfigureAwait(false);
            return;
        }

        if (Queries.UnknownIn(context.Request.Query) is { } violation)
        {
            await context.Response.WriteProblemAsync(violation).ConfigureAwait(false);
            return;
        }

        try
        {
            var answer = await ask(_monitor, key, context.RequestAborted).ConfigureAwait(false);
            await context.Response.WriteAsync(StatusCodes.Status200OK, answer, type).ConfigureAwait(false);
        }
        catch (LockUnavailableException error)
        {
            await context.Response
                .WriteProblemAsync(new ApiError(StatusCodes.Status503ServiceUnavailable, error.Message))
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            log.ReaderGone();
        }
    }
}
