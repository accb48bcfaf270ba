using LockActors.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LockActors.Server.Api;

/// <summary>Goes around routing: reads keys from the request target before it, and says what is wrong when it finds
/// nothing.</summary>
internal sealed class ApiStartupFilter : IStartupFilter
{
    private const string EventsPath = "/v1/events";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(static async (context, next) =>
        {
            SecurityHeaders.Add(context);
            ReadHead(context.Request);
            ReadKey(context);
            await next(context).ConfigureAwait(false);
            await ExplainAsync(context).ConfigureAwait(false);
        });
        next(app);
    };

    /// <summary>HEAD is GET without the body, which the web server leaves out by itself. A stream of events has nothing
    /// but a body.</summary>
    private static void ReadHead(HttpRequest request)
    {
        if (HttpMethods.IsHead(request.Method)
            && request.Path.Value?.EndsWith(EventsPath, StringComparison.Ordinal) == false)
        {
            request.Method = HttpMethods.Get;
        }
    }

    private static void ReadKey(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        if (target is not null && RawKey.Find(target, context.Request.Method, out var path) is { } key)
        {
            context.Features.Set(key);
            context.Request.Path = path;
        }
    }

    private static ValueTask ExplainAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            return ValueTask.CompletedTask;
        }

        return response.StatusCode switch
        {
            StatusCodes.Status404NotFound =>
                new(response.RefuseAsync(new Refusal(response.StatusCode, "There is nothing at this path."))),
            StatusCodes.Status405MethodNotAllowed => new(response.RefuseAsync(new Refusal(
                response.StatusCode, $"This path takes {response.Headers.Allow}, not {context.Request.Method}."))),

            // Routing says so of another media type before the route can.
            StatusCodes.Status415UnsupportedMediaType => new(response.RefuseAsync(Bodies.NoJson)),
            _ => ValueTask.CompletedTask,
        };
    }
}
