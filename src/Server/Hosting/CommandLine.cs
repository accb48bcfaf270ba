namespace LockActors.Server.Hosting;

/// <summary>Turns a command line into settings: <c>--flag VALUE</c>, <c>--flag=VALUE</c>, and for settings that have no
/// flag <c>--Section:Name VALUE</c>.</summary>
internal sealed class CommandLine
{
    /// <summary>Names the JSON file to read; the only flag beside <c>--help</c> that is no setting.</summary>
    public const string SettingsFlag = "--settings";

    private CommandLine()
    {
    }

    public bool Help { get; private set; }

    /// <summary>The JSON file that was asked for, if any.</summary>
    public string? File { get; private set; }

    public Dictionary<string, string?> Settings { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Which argument gave a setting, for messages.</summary>
    public Dictionary<string, string> Origins { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="LockHostException">An argument is not known, or its value is missing.</exception>
    public static CommandLine Parse(IReadOnlyList<string> args, IReadOnlyList<HostFlag> flags)
    {
        var line = new CommandLine();
        var rest = new Queue<string>(args);
        while (rest.TryDequeue(out var arg))
        {
            line.Take(arg, rest, flags);
        }

        return line;
    }

    private void Take(string arg, Queue<string> rest, IReadOnlyList<HostFlag> flags)
    {
        var (name, value) = Split(arg);
        var flag = flags.FirstOrDefault(known => known.Name == name);
        switch (name)
        {
            case "--help" or "-h" when value is null:
                Help = true;
                break;
            case SettingsFlag:
                File = value ?? Next(name, rest);
                break;
            case var _ when flag is { Value: null }:
                Set(flag.Setting, name, value ?? "true");
                break;
            case var _ when flag is not null:
                Set(flag.Setting, name, value ?? Next(name, rest));
                break;
            case var _ when name.StartsWith("--", StringComparison.Ordinal) && name.Contains(':'):
                Set(name[2..], name, value ?? Next(name, rest));
                break;
            default:
                throw new LockHostException(
                    $"unknown argument '{arg}'; --help lists the flags.", LockHost.UsageExitCode);
        }
    }

    private void Set(string setting, string origin, string value)
    {
        Settings[setting] = value;
        Origins[setting] = origin;
    }

    private static (string Name, string? Value) Split(string arg)
    {
        var at = arg.StartsWith("--", StringComparison.Ordinal) ? arg.IndexOf('=', StringComparison.Ordinal) : -1;
        return at < 0 ? (arg, null) : (arg[..at], arg[(at + 1)..]);
    }

    private static string Next(string name, Queue<string> rest) => rest.TryDequeue(out var value)
        ? value
        : throw new LockHostException($"{name} needs a value; --help lists the flags.", LockHost.UsageExitCode);
}
