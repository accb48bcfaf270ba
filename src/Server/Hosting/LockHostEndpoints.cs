using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;

namespace LockActors.Server.Hosting;

/// <summary>A lock server listens where its own settings say, and nowhere else.</summary>
internal static class LockHostEndpoints
{
    private const string Endpoints = "Kestrel:Endpoints";

    /// <summary>Shuts the ways in which ASP.NET Core would add or move endpoints by itself.</summary>
    /// <exception cref="LockHostException">The environment asks for another endpoint.</exception>
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
            throw new LockHostException(
                $"{more.Path} (environment {variable}__...) asks for a second listener; this server listens on "
                + "Http:Address and Http:Port alone. Unset it.",
                LockHost.UsageExitCode);
        }

        builder.WebHost.UseSetting(WebHostDefaults.PreferHostingUrlsKey, "false");
    }
}
