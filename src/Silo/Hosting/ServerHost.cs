using System.Net.Sockets;
using LockActors.Server;
using LockActors.Silo.Cluster;
using LockActors.Silo.Settings;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace LockActors.Silo.Hosting;

/// <summary>Runs the server: settings, one line that says where it listens, errors that say what to do, and an orderly
/// end on SIGINT and SIGTERM.</summary>
internal static class ServerHost
{
    /// <summary>The exit code for a wrong setting: 64, <c>EX_USAGE</c> of sysexits.h.</summary>
    public const int UsageExitCode = 64;

    /// <summary>The exit code for a server that cannot start: 69, <c>EX_UNAVAILABLE</c> of sysexits.h.</summary>
    public const int UnavailableExitCode = 69;

    /// <summary>The exit code for a stop that was cut short by its time limit: 75, <c>EX_TEMPFAIL</c> of
    /// sysexits.h.</summary>
    public const int DrainCutExitCode = 75;

    private const int MaxStarts = 10;

    /// <summary>Runs the server until it is told to stop.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>The exit code; 0 after an orderly stop.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        try
        {
            if (CommandLine.Read(args) is not { } line)
            {
                return 0;
            }

            if (SettingsBinder.Bind(new SettingsSources(line), out var settings) is { Count: > 0 } errors)
            {
                return Fail(errors, UsageExitCode);
            }

            if (SettingsSources.Overlooked(line) is { } overlooked)
            {
                Say(overlooked);
            }

            var app = await StartAsync(settings, () => BuildSilo(settings), failure => SiloComposition.LostItsPorts(
                failure, settings.Silo)).ConfigureAwait(false);
            return await ServeAsync(settings, app).ConfigureAwait(false);
        }
        catch (ServerHostException failure)
        {
            return Fail([failure.Message], failure.ExitCode);
        }
    }

    /// <summary>Puts a lock server together without starting it.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="compose">Adds the <see cref="ILockService"/> and what belongs to it.</param>
    public static WebApplication Build(ServerSettings settings, Action<WebApplicationBuilder> compose)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(compose);
        var builder = WebApplication.CreateSlimBuilder();
        KestrelEndpoints.KeepToSettings(builder);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => KestrelEndpoints.Listen(kestrel, settings.Http));
        AddLogging(builder.Logging);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.Drain.Timeout);
        builder.Services.AddSingleton(settings);
        if (settings.Audit.File is { Length: > 0 } audit)
        {
            builder.Services.AddSingleton(
                provider => new AuditFile(audit, provider.GetRequiredService<TimeProvider>()));
            builder.Services.AddSingleton<ILoggerProvider>(
                static provider => provider.GetRequiredService<AuditFile>());
            builder.Services.AddHostedService<AuditRotation>();
        }

        builder.Services.AddSingleton<Drain>();
        builder.Services.AddHealthChecks().AddCheck<DrainHealthCheck>(
            DrainHealthCheck.Name, tags: [LockServerHealthChecks.Tag]);
        builder.Services.AddSingleton<IHostLifetime, DrainLifetime>();
        builder.Services.AddLockServer(server =>
        {
            server.MaxHold = settings.Http.MaxHold;
            server.ReadyTimeout = settings.Http.ReadyTimeout;
            server.Keys = settings.Auth.Entries;
            server.Open = settings.Auth.Open;
            server.Limits = settings.Limits;
            server.AllowedOrigins = settings.Http.AllowedOrigins;
            server.SessionTime = settings.Auth.SessionTime;
            server.LoginsPerMinute = settings.Http.LoginsPerMinute;
        });
        HttpPipeline.AddServices(builder.Services, settings);
        compose(builder);
        if (settings.Demo)
        {
            builder.Services.AddHostedService<DemoClients>();
        }

        var app = builder.Build();
        HttpPipeline.Use(app, settings);
        app.MapLockServer();
        app.MapLockServerFallback();
        return app;
    }

    /// <summary>Builds a server and starts it.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="build">Builds it.</param>
    /// <param name="startsAgain">Whether it is built and started once more after this failure; at most ten
    /// times.</param>
    public static async Task<WebApplication> StartAsync(
        ServerSettings settings, Func<WebApplication> build, Func<Exception, bool> startsAgain)
    {
        RequirePort(settings);
        for (var starts = 1; ; starts++)
        {
            var app = build();
            try
            {
                await app.StartAsync().ConfigureAwait(false);
                return app;
            }
            catch (Exception failure)
            {
                app.Services.GetRequiredService<LogMute>().Mute();
                await app.DisposeAsync().ConfigureAwait(false);
                if (starts == MaxStarts || !startsAgain(failure))
                {
                    throw failure as ServerHostException ?? Explain(settings, failure);
                }
            }
        }
    }

    private static WebApplication BuildSilo(ServerSettings settings)
    {
        var app = Build(settings, builder => SiloComposition.Compose(builder, settings));
        SiloComposition.MapPages(app);
        return app;
    }

    private static void AddLogging(ILoggingBuilder logging)
    {
        var mute = new LogMute();
        logging.Services.AddSingleton(mute);
        logging.Services.AddSingleton<IOptionsChangeTokenSource<LoggerFilterOptions>>(mute);
        logging.Services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>>(mute);
        logging.AddFilter("Microsoft", LogLevel.Warning);

        // A start that fails is told in one line by RunAsync; a check that fails, by ServerLog.NotReady.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);

        // Standard output is for the one line that says where the server listens.
        logging.Services.Configure<ConsoleLoggerOptions>(
            static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static async Task<int> ServeAsync(ServerSettings settings, WebApplication app)
    {
        var time = app.Services.GetRequiredService<TimeProvider>();
        long toldToStop = 0;
        await using (app.ConfigureAwait(false))
        {
            using var told = app.Lifetime.ApplicationStopping.Register(() => toldToStop = time.GetTimestamp());
            Console.WriteLine($"LockActors (silo) listening on {app.Urls.First()}");
            await app.WaitForShutdownAsync().ConfigureAwait(false);
            if (time.GetElapsedTime(toldToStop) >= settings.Drain.Timeout)
            {
                throw new ServerHostException(
                    $"the drain was cut short after {settings.Drain.Timeout.TotalSeconds:0.#} s (Drain:Timeout).",
                    DrainCutExitCode);
            }
        }

        return 0;
    }

    /// <summary>HTTP starts last, and a server that cannot listen must not join a cluster first.</summary>
    private static void RequirePort(ServerSettings settings)
    {
        using var listener = new TcpListener(settings.Http.Address, settings.Http.Port);
        try
        {
            listener.Start();
        }
        catch (SocketException failure)
        {
            throw Explain(settings, failure);
        }
    }

    private static ServerHostException Explain(ServerSettings settings, Exception failure) =>
        SiloComposition.Explain(failure, settings.Silo) ?? new(WhyNotStarted(settings.Http, failure)
            ?? $"did not start: {failure.GetBaseException().Message.Split('\n', 2)[0]}");

    private static string? WhyNotStarted(HttpSettings http, Exception failure) => failure switch
    {
        IOException { InnerException: AddressInUseException }
            or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } =>
            $"port {http.Port} on {http.Address} is in use; choose another with --port N.",
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            $"port {http.Port} on {http.Address} is not for this user; choose another with --port N.",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
            $"{http.Address} (Http:Address) is no address of this machine.",
        _ => null,
    };

    private static int Fail(IEnumerable<string> errors, int exitCode)
    {
        foreach (var error in errors)
        {
            Say(error);
        }

        return exitCode;
    }

    private static void Say(string line) => Console.Error.WriteLine($"LockActors (silo): {line}");
}
