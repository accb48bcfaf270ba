using System.CommandLine;
using LockActors.Silo.Hosting;

namespace LockActors.Silo.Settings;

/// <summary>Turns a command line into settings: flags, and for settings that have no flag
/// <c>--Section:Name VALUE</c>.</summary>
internal sealed class CommandLine
{
    /// <summary>Names the JSON file to read; the only flag that is no setting.</summary>
    public const string SettingsFlag = "--settings";

    private static readonly Option<string> File = Text(
        SettingsFlag, "FILE", "a JSON file of settings (default none)");

    private static readonly Argument<string[]> Others = new("--Section:Name VALUE")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "any setting, for example --Limits:MaxTtl 1m",
    };

    private static readonly (Option Flag, string Setting)[] Flags =
    [
        (Text("--port", "N", "the port to listen on (default 8080; 0 takes any that is free)"), "Http:Port"),
        (Text("--store", "none|redis|redlock|postgres",
            "where leases are kept (default none: in memory)"), "Store:Kind"),
        (Text("--redis", "HOST:PORT,...",
            "one Redis, or at least 3 masters for redlock; without it the server starts its own"), "Store:Masters"),
        (Text("--postgres", "CONNECTION",
            "a connection string of Npgsql, without the password: PGPASSWORD or PGPASSFILE names it"),
            "Store:Postgres"),
        (Text("--redis-young", "allow|exclude",
            "whether masters that started recently may vote (default exclude)"), "Store:YoungMasters"),
        (Text("--key-file", "FILE", "the API keys, one line of 'lockctl key new' each"), "Auth:KeyFile"),
        (Switch("--open", "listen on other addresses than loopback without any API key"), "Auth:Open"),
        (Switch("--demo", "a few clients contend for a few locks, so that there is something to look at"), "Demo"),
        (Text("--cluster-id", "NAME", "the cluster to join (default lockactors)"), "Silo:ClusterId"),
        (Text("--silo-port", "N", "the port for other silos (default 11111, or free)"), "Silo:SiloPort"),
        (Text("--gateway-port", "N", "the port for Orleans clients (default 30000, or free; 0 is none)"),
            "Silo:GatewayPort"),
        (Text("--clustering", "localhost|redis", "how silos find each other (default localhost: by --primary)"),
            "Silo:Clustering"),
        (Text("--primary", "IP:PORT", "the first silo, for --clustering localhost (default this one)"),
            "Silo:Primary"),
        (Text("--cluster-redis", "HOST:PORT", "the Redis that knows the silos, for --clustering redis"),
            "Silo:Redis"),
    ];

    private readonly Dictionary<string, string> _origins = new(StringComparer.OrdinalIgnoreCase);

    private CommandLine()
    {
    }

    /// <summary>The JSON file that was asked for, if any.</summary>
    public string? SettingsFile { get; private set; }

    public Dictionary<string, string?> Settings { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a command line; null when it asked for the help or the version, which was printed.</summary>
    /// <exception cref="ServerHostException">An argument is not known, or its value is missing.</exception>
    public static CommandLine? Read(IReadOnlyList<string> args)
    {
        var root = new RootCommand(
            $"""
            The lock server. docs/OPERATIONS.md lists all settings.
            Every setting may also come from the environment ({SettingsSources.EnvironmentPrefix}SECTION__NAME)
            or from the section {SettingsSources.Section} of the JSON file. The command line overrides the
            environment, which overrides the file.
            """)
        {
            Others,
            File,
        };
        foreach (var (flag, _) in Flags)
        {
            root.Add(flag);
        }

        var parsed = root.Parse(
            args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Errors is [var error, ..])
        {
            throw Usage(error.Message.TrimEnd('.'));
        }

        if (parsed.Action is not null)
        {
            parsed.Invoke();
            return null;
        }

        var line = new CommandLine { SettingsFile = parsed.GetValue(File) };
        foreach (var (flag, setting) in Flags)
        {
            if (parsed.GetResult(flag) is { Implicit: false } given)
            {
                line.Set(setting, flag.Name, given.Tokens is [.., var value] ? value.Value : bool.TrueString);
            }
        }

        line.TakeOthers(new Queue<string>(parsed.GetValue(Others) ?? []));
        return line;
    }

    /// <summary>The argument that gave a setting, for messages.</summary>
    public string OriginOf(string path) => _origins.GetValueOrDefault(path, $"--{path}");

    private void TakeOthers(Queue<string> rest)
    {
        while (rest.TryDequeue(out var argument))
        {
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? argument : argument[..equals];
            if (!name.StartsWith("--", StringComparison.Ordinal) || !name.Contains(':', StringComparison.Ordinal))
            {
                // What follows may be a part of a connection string that was not quoted.
                var shown = name.AsSpan().IndexOfAny(",;@") < 0 ? name : "(not shown)";
                throw Usage($"unknown argument '{shown}'");
            }

            var value = equals >= 0 ? argument[(equals + 1)..]
                : rest.TryDequeue(out var next) ? next
                : throw Usage($"{name} needs a value");
            Set(name[2..], name, value);
        }
    }

    private void Set(string setting, string origin, string value)
    {
        Settings[setting] = value;
        _origins[setting] = origin;
    }

    private static ServerHostException Usage(string problem) =>
        new($"{problem}; --help lists the flags.", ServerHost.UsageExitCode);

    private static Option<string> Text(string name, string value, string help) =>
        new(name) { Description = help, HelpName = value };

    private static Option<bool> Switch(string name, string help) => new(name) { Description = help };
}
