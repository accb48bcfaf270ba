using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace LockActors.Server.Security;

/// <summary>Adds who may do what.</summary>
internal static class SecurityServices
{
    public const string CookieName = "lockactors-session";

    public static IServiceCollection AddLockServerSecurity(this IServiceCollection services)
    {
        if (services.Any(static service => service.ServiceType == typeof(KeyRing)))
        {
            // Schemes take no second registration.
            return services;
        }

        services.AddSingleton<KeyRing>();
        services.TryAddSingleton<Sessions>();
        services.TryAddSingleton<TenantLimits>();
        services.TryAddSingleton<TenantOverviews>();
        services.TryAddSingleton<Origins>();
        services.TryAddSingleton<LoginApi>();
        services.AddAuthentication()
            .AddPolicyScheme(Schemes.Any, null, static any =>
            {
                any.ForwardDefaultSelector = Choose;
                any.ForwardChallenge = Schemes.Bearer;
                any.ForwardForbid = Schemes.Bearer;
            })
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(Schemes.Bearer, null)
            .AddCookie(Schemes.Session);
        services.PostConfigure<AuthenticationOptions>(Schemes.KeepDefault);
        services.AddOptions<CookieAuthenticationOptions>(Schemes.Session)
            .Configure<IOptions<LockServerOptions>, Sessions>(SetUpCookie);
        services.AddDataProtection();
        services.TryAddSingleton<Csrf>();
        services.AddAuthorization(Access.AddPolicies);
        services.AddRateLimiter(static limits => limits.AddPolicy<string, LoginLimit>(LoginLimit.Name));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAuthorizationHandler, AccessHandler>());
        return services;
    }

    /// <summary>A key that is sent counts, whatever cookies a browser adds; a server without keys looks at
    /// neither.</summary>
    private static string Choose(HttpContext context) =>
        context.Request.Headers.Authorization.Count == 0
        && context.Request.Cookies.ContainsKey(CookieName)
        && !context.RequestServices.GetRequiredService<KeyRing>().HasNoKeys
            ? Schemes.Session
            : Schemes.Bearer;

    private static void SetUpCookie(
        CookieAuthenticationOptions cookie, IOptions<LockServerOptions> server, Sessions sessions)
    {
        cookie.Cookie = new ServerCookie { Name = CookieName, HttpOnly = true };
        cookie.ExpireTimeSpan = server.Value.SessionTime;
        cookie.SlidingExpiration = true;
        cookie.Events.OnValidatePrincipal = sessions.ValidateAsync;
    }
}
