using System.Net.Sockets;
using LockActors.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace LockActors.Server.Hosting;

/// <summary>What the executables that host a lock server have in common: settings, one line that says where it
/// listens, errors that say what to do, and an orderly end on SIGINT and SIGTERM.</summary>
public static class LockHost
{
    /// <summary>The exit code for a wrong setting: 64, <c>EX_USAGE</c> of sysexits.h.</summary>
    public const int UsageExitCode = 64;

    /// <summary>The exit code for a server that cannot start: 69, <c>EX_UNAVAILABLE</c> of sysexits.h.</summary>
    public const int UnavailableExitCode = 69;

    /// <summary>The exit code for a stop that was cut short by its time limit: 75, <c>EX_TEMPFAIL</c> of
    /// sysexits.h.</summary>
    public const int DrainCutExitCode = 75;

    private const int MaxStarts = 10;

    /// <summary>Runs a lock server until it is told to stop.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="recipe">What kind of server.</param>
    /// <returns>The exit code; 0 after an orderly stop.</returns>
    public static async Task<int> RunAsync(string[] args, LockHostRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(recipe);
        try
        {
            var flags = FlagsOf(recipe);
            var line = CommandLine.Parse(args, flags);
            if (line.Help)
            {
                Console.Write(Usage(flags));
                return 0;
            }

            if (!TryRead(line, recipe, out var settings, out var errors))
            {
                return await FailAsync(recipe, errors, UsageExitCode).ConfigureAwait(false);
            }

            if (SettingsSources.Overlooked(line) is { } overlooked)
            {
                await SayAsync(recipe, overlooked).ConfigureAwait(false);
            }

            return await ServeAsync(recipe, settings, await StartAsync(recipe, settings).ConfigureAwait(false))
                .ConfigureAwait(false);
        }
        catch (LockHostException failure)
        {
            return await FailAsync(recipe, [failure.Message], failure.ExitCode).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the settings of a server, or says what is wrong with them.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="recipe">What kind of server.</param>
    /// <param name="settings">The settings, when the answer is true.</param>
    /// <param name="errors">What is wrong, in one line each, when the answer is false.</param>
    /// <exception cref="LockHostException">An argument is not known, or the JSON file cannot be read.</exception>
    public static bool TryRead(
        IReadOnlyList<string> args,
        LockHostRecipe recipe,
        out LockHostSettings settings,
        out IReadOnlyList<string> errors)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(recipe);
        return TryRead(CommandLine.Parse(args, FlagsOf(recipe)), recipe, out settings, out errors);
    }

    /// <summary>Puts a lock server together without starting it.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="compose">Adds the <see cref="ILockService"/> and what belongs to it.</param>
    public static WebApplication Build(LockHostSettings settings, Action<WebApplicationBuilder> compose)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(compose);
        var builder = WebApplication.CreateSlimBuilder();
        LockHostEndpoints.KeepToSettings(builder);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => LockHostPipeline.SetLimits(kestrel, settings));
        AddLogging(builder.Logging);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.DrainTimeout);
        builder.Services.AddSingleton(settings);
        if (settings.AuditFile is { } audit)
        {
            builder.Services.AddSingleton<ILoggerProvider>(
                provider => new AuditFile(audit, provider.GetRequiredService<TimeProvider>()));
        }

        builder.Services.AddSingleton<IHostLifetime, DrainLifetime>();
        builder.Services.AddLockServer(server =>
        {
            server.MaxHold = settings.MaxHold;
            server.ReadyTimeout = settings.ReadyTimeout;
            server.Keys = settings.Auth.Keys;
            server.Open = settings.Auth.Open;
            server.AllowedOrigins = settings.Http.AllowedOrigins;
            server.SessionTime = settings.Auth.SessionTime;
            server.LoginsPerMinute = settings.Http.LoginsPerMinute;
        });
        LockHostPipeline.AddServices(builder.Services, settings);
        compose(builder);
        if (settings.Demo)
        {
            builder.Services.AddHostedService<DemoClients>();
        }

        var app = builder.Build();
        LockHostPipeline.Use(app, settings);
        app.MapLockServer();
        app.MapLockServerFallback();
        return app;
    }

    private static IReadOnlyList<HostFlag> FlagsOf(LockHostRecipe recipe) =>
        [.. LockHostSettings.Flags, .. recipe.Flags];

    private static bool TryRead(
        CommandLine line, LockHostRecipe recipe, out LockHostSettings settings, out IReadOnlyList<string> errors)
    {
        var reader = new SettingsReader(new SettingsSources(line));
        settings = LockHostSettings.Read(reader);
        recipe.ReadMore?.Invoke(reader, settings);
        reader.RefuseUnknown();
        errors = reader.Errors;
        return errors.Count == 0;
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

    private static async Task<int> ServeAsync(LockHostRecipe recipe, LockHostSettings settings, WebApplication app)
    {
        var time = app.Services.GetRequiredService<TimeProvider>();
        long toldToStop = 0;
        await using (app.ConfigureAwait(false))
        {
            using var told = app.Lifetime.ApplicationStopping.Register(() => toldToStop = time.GetTimestamp());
            Console.WriteLine($"LockActors ({recipe.Name}) listening on {app.Urls.First()}");
            await app.WaitForShutdownAsync().ConfigureAwait(false);
            if (time.GetElapsedTime(toldToStop) >= settings.DrainTimeout)
            {
                throw new LockHostException(
                    $"the drain was cut short after {settings.DrainTimeout.TotalSeconds:0.#} s (Drain:Timeout).",
                    DrainCutExitCode);
            }
        }

        return 0;
    }

    private static async Task<WebApplication> StartAsync(LockHostRecipe recipe, LockHostSettings settings)
    {
        RequirePort(recipe, settings);
        for (var starts = 1; ; starts++)
        {
            var app = Build(settings, builder => recipe.Compose(builder, settings));
            recipe.MapMore?.Invoke(app.MapGroup("").RequireAuthorization(Access.ReadAll).WithForeignPages());
            try
            {
                await app.StartAsync().ConfigureAwait(false);
                return app;
            }
            catch (Exception failure)
            {
                app.Services.GetRequiredService<LogMute>().Mute();
                await app.DisposeAsync().ConfigureAwait(false);
                if (starts == MaxStarts || recipe.StartsAgain?.Invoke(failure) != true)
                {
                    throw failure as LockHostException ?? Explain(recipe, settings, failure);
                }
            }
        }
    }

    /// <summary>HTTP starts last, and a server that cannot listen must not join a cluster first.</summary>
    private static void RequirePort(LockHostRecipe recipe, LockHostSettings settings)
    {
        using var listener = new TcpListener(settings.Address, settings.Port);
        try
        {
            listener.Start();
        }
        catch (SocketException failure)
        {
            throw Explain(recipe, settings, failure);
        }
    }

    private static LockHostException Explain(LockHostRecipe recipe, LockHostSettings settings, Exception failure) =>
        recipe.Explain?.Invoke(failure) ?? new(WhyNotStarted(settings, failure)
            ?? $"did not start: {failure.GetBaseException().Message.Split('\n', 2)[0]}");

    private static string? WhyNotStarted(LockHostSettings settings, Exception failure) => failure switch
    {
        IOException { InnerException: AddressInUseException }
            or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } =>
            $"port {settings.Port} on {settings.Address} is in use; choose another with --port N.",
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            $"port {settings.Port} on {settings.Address} is not for this user; choose another with --port N.",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
            $"{settings.Address} (Http:Address) is no address of this machine.",
        _ => null,
    };

    private static async Task<int> FailAsync(LockHostRecipe recipe, IEnumerable<string> errors, int exitCode)
    {
        foreach (var error in errors)
        {
            await SayAsync(recipe, error).ConfigureAwait(false);
        }

        return exitCode;
    }

    private static Task SayAsync(LockHostRecipe recipe, string line) =>
        Console.Error.WriteLineAsync($"LockActors ({recipe.Name}): {line}");

    private static string Usage(IReadOnlyList<HostFlag> flags)
    {
        var lines = flags
            .Select(static flag => (Name: flag.Value is null ? flag.Name : $"{flag.Name} {flag.Value}", flag.Help))
            .Append(($"{CommandLine.SettingsFlag} FILE", "a JSON file of settings (default none)"))
            .Append(("--Section:Name VALUE", "any setting, for example --Limits:MaxTtl 1m"))
            .Append(("--help", "this text"));
        return $"""
            Flags, as --flag VALUE or --flag=VALUE:
            {string.Join('\n', lines.Select(static line => $"  {line.Item1,-30} {line.Item2}"))}
            Every setting may also come from the environment ({SettingsSources.EnvironmentPrefix}SECTION__NAME) or from
            the section {SettingsSources.Section} of the JSON file; the command line counts most, the file least.
            docs/OPERATIONS.md lists all settings.

            """;
    }
}
