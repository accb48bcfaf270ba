using System.Runtime.CompilerServices;
using LockActors;
using LockActors.Client.Orleans;
using LockActors.Monitoring;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets the lock client use the locks of an Orleans cluster.</summary>
public static class OrleansLockClientExtensions
{
    private const string Add = "AddOrleansLockService()";
    private const string Choose = "UseOrleans()";

    /// <summary>Adds <see cref="OrleansLockService"/> as the <see cref="ILockService"/>. The application adds the
    /// Orleans client itself (package <c>Microsoft.Orleans.Client</c>, <c>UseOrleansClient</c>), or is a
    /// silo.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="options">How it works. Default: <see cref="OrleansLockOptions"/> as it comes.</param>
    /// <exception cref="InvalidOperationException">There is another <see cref="ILockService"/> already; the message
    /// names both; or the application lacks Orleans.</exception>
    public static IServiceCollection AddOrleansLockService(
        this IServiceCollection services, OrleansLockOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        return Use(new LockClientBuilder(services), Add, options).Services;
    }

    /// <summary>Lets the lock client use the locks of an Orleans cluster. The application adds the Orleans client
    /// itself (package <c>Microsoft.Orleans.Client</c>, <c>UseOrleansClient</c>), or is a silo.</summary>
    /// <param name="builder">What <c>AddLockClient()</c> returned.</param>
    /// <param name="options">How it works. Default: <see cref="OrleansLockOptions"/> as it comes.</param>
    /// <exception cref="InvalidOperationException">The client has a transport already, and the message names both; or
    /// the application lacks Orleans.</exception>
    public static LockClientBuilder UseOrleans(this LockClientBuilder builder, OrleansLockOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return Use(builder, Choose, options);
    }

    private static LockClientBuilder Use(LockClientBuilder builder, string transport, OrleansLockOptions? options)
    {
        if (options is null && builder.HasChosen(Add, Choose))
        {
            return builder;
        }

        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        if (builder.Name is null)
        {
            services.TryAddSingleton<ILockMonitor>(static provider => new OrleansLockMonitor(
                provider.GetRequiredService<IGrainFactory>(), provider.GetRequiredService<TimeProvider>()));
        }

        CancelOnTimeout(services, transport);
        return builder.UseService(transport, provider => new OrleansLockService(
            provider.GetRequiredService<IGrainFactory>(), options, provider.GetRequiredService<TimeProvider>()));
    }

    /// <summary>A call that no caller waits for any more must not go on in the cluster.</summary>
    private static void CancelOnTimeout(IServiceCollection services, string transport)
    {
        try
        {
            ConfigureMessaging(services);
        }
        catch (FileNotFoundException error)
        {
            throw new InvalidOperationException(
                $"{transport} needs Orleans in the application: add the package Microsoft.Orleans.Client, or in a silo "
                + "Microsoft.Orleans.Server.",
                error);
        }
    }

    /// <summary>The first use of Orleans.Core, which this package does not bring: it is loaded when this starts, so it
    /// must not become part of its caller.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ConfigureMessaging(IServiceCollection services) =>
        services.Configure<ClientMessagingOptions>(static messaging => messaging.CancelRequestOnTimeout = true);
}
