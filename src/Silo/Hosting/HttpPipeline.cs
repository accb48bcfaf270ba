using System.Net;
using LockActors.Server.Security;
using LockActors.Silo.Settings;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.DataProtection;

namespace LockActors.Silo.Hosting;

/// <summary>What every request to a lock server passes before it reaches the API.</summary>
internal static class HttpPipeline
{
    private static readonly TimeSpan HstsTime = TimeSpan.FromDays(365);
    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "[::1]"];

    public static void AddServices(IServiceCollection services, ServerSettings settings)
    {
        var protection = services.AddDataProtection().SetApplicationName("LockActors");
        if (settings.Auth.SessionKeys is { } folder)
        {
            protection.PersistKeysToFileSystem(new DirectoryInfo(folder));
        }
        else
        {
            protection.UseEphemeralDataProtectionProvider();
        }

        services.AddAuthentication(Schemes.Any);
        services.AddAuthorizationBuilder().SetFallbackPolicy(
            new AuthorizationPolicyBuilder(Schemes.Any).AddRequirements(new Access(Wire.ApiRole.Read)).Build());
        services.AddHsts(static hsts => hsts.MaxAge = HstsTime);
        services.AddCors(cors => cors.AddDefaultPolicy(policy => SetOrigins(policy, settings.Http.AllowedOrigins)));
        services.AddRateLimiter(limits =>
        {
            limits.OnRejected = RequestLimit.WriteProblemAsync;
            limits.GlobalLimiter = settings.Http.RequestsPerSecond is > 0 and var most
                ? RequestLimit.Create(most)
                : null;
        });
        services.AddHostFiltering(hosts =>
        {
            hosts.AllowedHosts = HostsOf(settings);
            hosts.AllowEmptyHosts = false;
        });
    }

    public static void Use(WebApplication app, ServerSettings settings)
    {
        app.UseHostFiltering();
        if (settings.Http.Tls.IsOn)
        {
            app.UseHsts();
        }

        app.UseRouting();
        if (settings.Http.AllowedOrigins.Count > 0)
        {
            app.UseCors();
        }

        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
    }

    /// <summary>On loopback without keys, a page that gives its own name the address 127.0.0.1 would be let in by the
    /// browser, but not by its name.</summary>
    private static string[] HostsOf(ServerSettings settings) =>
        settings.Auth.Entries.Count == 0 && IPAddress.IsLoopback(settings.Http.Address)
            ? [.. Loopback, settings.Http.Address.ToString()]
            : ["*"];

    private static void SetOrigins(CorsPolicyBuilder policy, IReadOnlyList<string> origins) => policy
        .WithOrigins([.. origins])
        .WithMethods(HttpMethods.Get, HttpMethods.Post, HttpMethods.Delete)
        .WithHeaders("Authorization", "Content-Type", "Last-Event-ID");
}
