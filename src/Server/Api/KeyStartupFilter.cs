using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace LockActors.Server.Api;

/// <summary>Goes before routing for requests that may name a lock. It changes no other request.</summary>
internal sealed class KeyStartupFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(static next => context =>
        {
            var request = context.Features.Get<IHttpRequestFeature>();
            if (request is not null && KeyedRequest.MayNameALock(request.RawTarget))
            {
                KeyedRequest.Watch(context, request, context.RequestServices.GetRequiredService<MappedServers>());
            }

            return next(context);
        });
        next(app);
    };
}
