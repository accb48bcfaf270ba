using LockActors.Monitoring;
using LockActors.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LockActors.Server.Api;

/// <summary><c>GET /v1/events</c>: events as they happen, as server-sent events.</summary>
internal sealed class EventApi(
    EventHub hub,
    Sessions sessions,
    TimeProvider time,
    IOptions<LockServerOptions> options,
    ILogger<EventApi> log,
    IHostApplicationLifetime? lifetime = null)
{
    private readonly CancellationToken _stopping = lifetime?.ApplicationStopping ?? CancellationToken.None;

    public async Task StreamAsync(HttpContext context)
    {
        if (!hub.HasMonitor)
        {
            await MonitorApi.RefuseWithoutMonitorAsync(context).ConfigureAwait(false);
            return;
        }

        var violation = Queries.ReadEvents(context.Request.Query, out var filter, out var tail)
            ?? ReadPosition(context.Request, out _);
        if (violation is not null)
        {
            await context.Response.WriteProblemAsync(violation).ConfigureAwait(false);
            return;
        }

        ReadPosition(context.Request, out var after);
        filter = filter with { Reader = KeyIdentity.Of(context.User)!.Entry };
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping);
        try
        {
            if (!await hub.TryBeginAsync(ended.Token).ConfigureAwait(false))
            {
                await context.Response.WriteProblemAsync(new ApiError(
                    StatusCodes.Status503ServiceUnavailable,
                    $"There are {options.Value.MaxEventStreams} streams of events already.")).ConfigureAwait(false);
                return;
            }
        }
        catch (OperationCanceledException)
        {
            log.ReaderGone();
            return;
        }

        try
        {
            await SendAsync(context, hub.Events.Open(after, tail, filter), filter, ended.Token).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            log.EventReaderStuck(options.Value.EventWriteTimeout);
            context.Abort();
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            log.ReaderGone();
        }
        finally
        {
            hub.End();
        }
    }

    private async Task SendAsync(
        HttpContext context, EventCursor cursor, EventFilter filter, CancellationToken ended)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";

        // How slow a reader may be is for this stream to say, which goes on after a gap, and not for the server.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        var stream = new EventStreamWriter(response.BodyWriter, time, options.Value, cursor, filter);
        var isOver = sessions.Watch(context);
        await stream.BeginAsync(ended).ConfigureAwait(false);
        while (!isOver())
        {
            var more = hub.More;
            if (!await stream.SendNewAsync(hub.Events, ended).ConfigureAwait(false))
            {
                await more.WaitAsync(ended).ConfigureAwait(false);
            }
        }
    }

    /// <summary>A browser that comes back names the last id in a header; others may use a parameter.</summary>
    private static LimitViolation? ReadPosition(HttpRequest request, out LockEventPosition? position)
    {
        position = null;
        var text = request.Headers["Last-Event-ID"].ToString();
        var (field, value) = text == "" ? ("after", request.Query["after"].ToString()) : ("Last-Event-ID", text);
        return value == "" || LockEventPosition.TryParse(value, out position)
            ? null
            : new(field, $"{field} must be the id of an event, at most {LockEventPosition.MaxLength} characters.");
    }
}
