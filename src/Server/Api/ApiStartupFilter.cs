using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LockActors.Server.Api;

/// <summary>Goes around routing: reads keys from the request target before it, and says what is wrong when it finds
/// nothing.</summary>
internal sealed class ApiStartupFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(static async (context, next) =>
        {
            ReadKey(context);
            await next(context).ConfigureAwait(false);
            await ExplainAsync(context).ConfigureAwait(false);
        });
        next(app);
    };

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
        if (response.HasStarted || !context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal))
        {
            return ValueTask.CompletedTask;
        }

        return response.StatusCode switch
        {
            StatusCodes.Status404NotFound =>
                new(response.RefuseAsync(new Refusal(response.StatusCode, "There is nothing at this path."))),
            StatusCodes.Status405MethodNotAllowed => new(response.RefuseAsync(new Refusal(
                response.StatusCode, $"This path takes {response.Headers.Allow}, not {context.Request.Method}."))),
            _ => ValueTask.CompletedTask,
        };
    }
}
