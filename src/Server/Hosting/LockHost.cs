using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace LockActors.Server.Hosting;

/// <summary>What the executables that host a lock server have in common: flags, one line that says where it listens,
/// errors that say
/// what to do, and an orderly end on SIGINT and SIGTERM.</summary>
public static class LockHost
{
    /// <summary>The exit code for a wrong flag: 64, <c>EX_USAGE</c> of sysexits.h.</summary>
    public const int UsageExitCode = 64;

    /// <summary>The exit code for a port that cannot be opened: 69, <c>EX_UNAVAILABLE</c> of sysexits.h.</summary>
    public const int UnavailableExitCode = 69;

    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Runs a lock server until it is told to stop.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="name">What kind of server it is, for the line that says where it listens; for example
    /// <c>standalone</c>.</param>
    /// <param name="compose">Adds the <see cref="ILockService"/> and what belongs to it, as the flags say. May throw
    /// <see cref="LockHostException"/>.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        string[] args, string name, Action<WebApplicationBuilder, LockHostFlags> compose)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(compose);
        if (!LockHostFlags.TryParse(args, out var flags, out var error))
        {
            await Console.Error.WriteLineAsync($"LockActors ({name}): {error}.\n{Usage}").ConfigureAwait(false);
            return UsageExitCode;
        }

        if (flags.Help)
        {
            Console.WriteLine(Usage);
            return 0;
        }

        try
        {
            var app = Build(flags, builder => compose(builder, flags));
            return await ServeAsync(name, flags, app).ConfigureAwait(false);
        }
        catch (LockHostException failure)
        {
            await Console.Error.WriteLineAsync($"LockActors ({name}): {failure.Message}").ConfigureAwait(false);
            return failure.ExitCode;
        }
    }

    private static async Task<int> ServeAsync(string name, LockHostFlags flags, WebApplication app)
    {
        await using (app.ConfigureAwait(false))
        {
            try
            {
                await app.StartAsync().ConfigureAwait(false);
            }
            catch (IOException failure) when (failure.InnerException is AddressInUseException)
            {
                throw new LockHostException(
                    $"port {flags.Port} on 127.0.0.1 is in use; choose another with --port N.");
            }
            catch (SocketException failure) when (failure.SocketErrorCode == SocketError.AccessDenied)
            {
                throw new LockHostException(
                    $"port {flags.Port} on 127.0.0.1 is not for this user; choose another with --port N.");
            }

            Console.WriteLine($"LockActors ({name}) listening on {app.Urls.First()}");
            await app.WaitForShutdownAsync().ConfigureAwait(false);
        }

        return 0;
    }

    /// <summary>Puts a lock server together without starting it.</summary>
    /// <param name="flags">The flags.</param>
    /// <param name="compose">Adds the <see cref="ILockService"/> and what belongs to it.</param>
    public static WebApplication Build(LockHostFlags flags, Action<WebApplicationBuilder> compose)
    {
        ArgumentNullException.ThrowIfNull(flags);
        ArgumentNullException.ThrowIfNull(compose);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{flags.Port}");
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.AddServerHeader = false);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);

        // A start that fails is told in one line by RunAsync.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);

        // Standard output is for the one line that says where the server listens.
        builder.Services.Configure<ConsoleLoggerOptions>(
            static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddLockServer();
        compose(builder);
        if (flags.Demo)
        {
            builder.Services.AddHostedService<DemoClients>();
        }

        var app = builder.Build();
        app.MapLockServer();
        return app;
    }

    private static string Usage { get; } = """
        Usage: [--port N] [--store none|redis|redlock] [--redis HOST:PORT,...] [--redis-young allow] [--demo] [--help]
          --port N               the port on 127.0.0.1 (default 8080; 0 takes any that is free)
          --store KIND           where leases are kept (default none: in memory)
          --redis HOST:PORT,...  one Redis, or at least 3 masters for redlock; without it the server starts its own
          --redis-young allow    masters that started recently may vote (default exclude)
          --demo                 a few clients contend for a few locks, so that there is something to look at
        """;
}
