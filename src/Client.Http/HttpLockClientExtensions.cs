using LockActors;
using LockActors.Client.Http;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets the lock client use a lock server over HTTP.</summary>
public static class HttpLockClientExtensions
{
    /// <summary>Adds <see cref="HttpLockService"/> as the <see cref="ILockService"/>.</summary>
    /// <param name="builder">What <c>AddLockClient()</c> returned.</param>
    /// <param name="server">Where the server listens, for example <c>http://127.0.0.1:8080</c>.</param>
    /// <param name="configure">Changes the options. Default: as they come.</param>
    /// <exception cref="UriFormatException">The address cannot be read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names both.</exception>
    /// <exception cref="InvalidOperationException">The client has a transport already; the message names
    /// both.</exception>
    public static LockClientBuilder UseHttp(
        this LockClientBuilder builder, string server, Action<HttpLockOptions>? configure = null) =>
        builder.UseHttp(new Uri(server, UriKind.Absolute), configure);

    /// <summary>Adds <see cref="HttpLockService"/> as the <see cref="ILockService"/>.</summary>
    /// <param name="builder">What <c>AddLockClient()</c> returned.</param>
    /// <param name="server">Where the server listens, for example <c>http://127.0.0.1:8080</c>.</param>
    /// <param name="configure">Changes the options. Default: as they come.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names both.</exception>
    /// <exception cref="InvalidOperationException">The client has a transport already; the message names
    /// both.</exception>
    public static LockClientBuilder UseHttp(
        this LockClientBuilder builder, Uri server, Action<HttpLockOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(server);
        var options = new HttpLockOptions();
        configure?.Invoke(options);
        options.Validate();
        builder.Services.TryAddSingleton(TimeProvider.System);
        return builder.UseService($"UseHttp({server})", provider => new HttpLockService(
            server,
            options,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<HttpLockService>>()));
    }
}
