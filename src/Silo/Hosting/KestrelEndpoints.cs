using LockActors.Silo.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration.Json;

namespace LockActors.Silo.Hosting;

/// <summary>A lock server listens where its own settings say, and nowhere else.</summary>
internal static class KestrelEndpoints
{
    private const string Endpoints = "Kestrel:Endpoints";
    private const int MaxHeaderBytes = 16 * 1024;
    private const int MaxHeaders = 64;

    // A page of a list names two keys and a holder, each letter of them nine bytes when it is escaped.
    private const int MaxLineBytes = 16 * 1024;
    private const int BytesPerSecond = 240;

    /// <summary>Shuts the ways in which ASP.NET Core would add or move endpoints by itself.</summary>
    /// <exception cref="ServerHostException">The environment asks for another endpoint.</exception>
    public static void KeepToSettings(WebApplicationBuilder builder)
    {
        // A file of the working directory may be another program's.
        var sources = ((IConfigurationBuilder)builder.Configuration).Sources;
        foreach (var file in sources.OfType<JsonConfigurationSource>().ToList())
        {
            sources.Remove(file);
        }

        if (builder.Configuration.GetSection(Endpoints).GetChildren().FirstOrDefault() is { } more)
        {
            var variable = more.Path.Replace(":", "__", StringComparison.Ordinal);
            throw new ServerHostException(
                $"{more.Path} (environment {variable}__...) asks for a second listener; this server listens on "
                + "Http:Address and Http:Port alone. Unset it.",
                ServerHost.UsageExitCode);
        }

        builder.WebHost.UseSetting(WebHostDefaults.PreferHostingUrlsKey, "false");
    }

    /// <summary>Sets the limits and the one endpoint.</summary>
    public static void Listen(KestrelServerOptions kestrel, HttpSettings http)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = http.MaxConnections;
        limits.MaxRequestBodySize = Server.Api.Bodies.MaxBytesOfMany;
        limits.MaxRequestHeaderCount = MaxHeaders;
        limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        limits.MaxRequestLineSize = MaxLineBytes;
        limits.RequestHeadersTimeout = http.SlowClientTimeout;
        limits.MinRequestBodyDataRate = new MinDataRate(BytesPerSecond, http.SlowClientTimeout);
        kestrel.Listen(http.Address, http.Port, listen =>
        {
            if (http.Tls.IsOn)
            {
                var certificate = ActivatorUtilities.CreateInstance<ServerCertificate>(
                    kestrel.ApplicationServices, http.Tls);
                listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => new(certificate.Current()) });
            }
        });
    }
}
