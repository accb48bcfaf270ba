using LockActors.Wire;
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
    /// <summary>Asks every member and makes none sort its keys: no key begins with a control character.</summary>
    private static readonly LockQuery Nothing = new() { Prefix = "\0", Limit = 1 };

    private const string Welcome = """
        LockActors
          GET  /v1/locks                   the locks in use
          GET  /v1/locks/{key}             one lock
          POST /v1/locks/{key}/acquire     and renew, confirm, release, cancel
          POST /v1/renew                   many leases at once
          GET  /health/live, /health/ready

        """;

    private readonly CancellationToken _stopping = lifetime?.ApplicationStopping ?? CancellationToken.None;

    public static async Task WelcomeAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(Welcome).ConfigureAwait(false);
    }

    public static Task LiveAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status200OK, WireStatus.Live);

    public async Task ReadyAsync(HttpContext context)
    {
        var ready = !_stopping.IsCancellationRequested && await AnswersAsync().ConfigureAwait(false);
        await WriteAsync(
            context,
            ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable,
            ready ? WireStatus.Ready : WireStatus.NotReady).ConfigureAwait(false);
    }

    /// <summary>Whether the lock service answers a question that changes nothing.</summary>
    private async ValueTask<bool> AnswersAsync()
    {
        using var limit = new CancellationTokenSource(options.Value.ReadyTimeout, time);
        try
        {
            await service.ListAsync(Nothing, limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (error is LockUnavailableException or OperationCanceledException)
        {
            log.NotReady(error);
            return false;
        }
    }

    private static Task WriteAsync(HttpContext context, int status, string text) =>
        context.Response.WriteAsync(status, new HealthAnswer { Status = text }, WireJson.Default.HealthAnswer);
}
