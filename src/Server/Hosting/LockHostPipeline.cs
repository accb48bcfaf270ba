using System.Net;
using LockActors.Server.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace LockActors.Server.Hosting;

/// <summary>What every request to a lock server passes before it reaches the API.</summary>
internal static class LockHostPipeline
{
    private const int MaxHeaderBytes = 16 * 1024;
    private const int MaxHeaders = 64;
    private const int MaxLineBytes = 8 * 1024;
    private const int BytesPerSecond = 240;
    private static readonly TimeSpan HstsTime = TimeSpan.FromDays(365);
    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "[::1]"];

    public static void SetLimits(KestrelServerOptions kestrel, LockHostSettings settings)
    {
        var http = settings.Http;
        var limits = kestrel.Limits;
        kestrel.AddServerHeader = false;
        limits.MaxConcurrentConnections = http.MaxConnections;
        limits.MaxRequestBodySize = Api.Bodies.MaxBytesOfMany;
        limits.MaxRequestHeaderCount = MaxHeaders;
        limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        limits.MaxRequestLineSize = MaxLineBytes;
        limits.RequestHeadersTimeout = http.SlowClientTimeout;
        limits.MinRequestBodyDataRate = new MinDataRate(BytesPerSecond, http.SlowClientTimeout);
        kestrel.Listen(settings.Address, settings.Port, listen =>
        {
            if (http.Certificate is not null)
            {
                listen.UseHttps(http.Certificate);
            }
        });
    }

    public static void AddServices(IServiceCollection services, LockHostSettings settings)
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
            limits.OnRejected = RequestLimit.RefuseAsync;
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

    public static void Use(WebApplication app, LockHostSettings settings)
    {
        app.UseHostFiltering();
        if (settings.Http.Certificate is not null)
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
    private static string[] HostsOf(LockHostSettings settings) =>
        settings.Auth.Keys.Count == 0 && IPAddress.IsLoopback(settings.Address)
            ? [.. Loopback, settings.Address.ToString()]
            : ["*"];

    private static void SetOrigins(CorsPolicyBuilder policy, IReadOnlyList<string> origins) => policy
        .WithOrigins([.. origins])
        .WithMethods(HttpMethods.Get, HttpMethods.Post, HttpMethods.Delete)
        .WithHeaders("Authorization", "Content-Type", "Last-Event-ID");
}
