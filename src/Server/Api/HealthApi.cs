using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LockActors.Server.Api;

/// <summary>Whether this process runs, and whether it can serve locks.</summary>
internal sealed class HealthApi(
    ILockService service,
    TimeProvider time,
    IOptions<LockServerOptions> options,
    ILogger<HealthApi> log,
    IHostApplicationLifetime? lifetime = null)
{
    private readonly CancellationToken _stopping = lifetime?.ApplicationStopping ?? CancellationToken.None;

    public static Task WelcomeAsync(HttpContext context) => WriteAsync(
        context, StatusCodes.Status200OK, """{"name":"LockActors","locks":"/v1/locks","ready":"/health/ready"}""");

    public static Task LiveAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status200OK, """{"status":"live"}""");

    public async Task ReadyAsync(HttpContext context)
    {
        var ready = !_stopping.IsCancellationRequested && await AnswersAsync().ConfigureAwait(false);
        await WriteAsync(
            context,
            ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable,
            ready ? """{"status":"ready"}""" : """{"status":"notReady"}""").ConfigureAwait(false);
    }

    /// <summary>Whether the lock service answers a question that changes nothing.</summary>
    private async ValueTask<bool> AnswersAsync()
    {
        using var limit = new CancellationTokenSource(options.Value.ReadyTimeout, time);
        try
        {
            await service.ListAsync(new LockQuery { Limit = 1 }, limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (error is LockUnavailableException or OperationCanceledException)
        {
            log.NotReady(error);
            return false;
        }
    }

    private static Task WriteAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(json)).AsTask();
    }
}
