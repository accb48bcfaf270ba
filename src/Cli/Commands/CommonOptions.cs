using System.CommandLine;
using System.CommandLine.Parsing;

namespace LockActors.Cli.Commands;

/// <summary>Options and arguments that several commands share.</summary>
internal static class CommonOptions
{
    private const string LeaseVariable = "LOCK_LEASE";
    private const string ScopeVariable = "LOCK_SCOPE";

    /// <summary>No server can be set to more (LockLimits); most allow less, and say so.</summary>
    private static readonly TimeSpan LongestOfAServer = TimeSpan.FromHours(24);

    public static Option<string?> Server { get; } = new("--server")
    {
        Description = "The lock server (default: LOCKACTORS_SERVER, or http://127.0.0.1:8080).",
        HelpName = "URL",
        Recursive = true,
        Validators = { CheckServer },
    };

    public static Option<string?> KeyFile { get; } = new("--key-file")
    {
        Description = $"A file with the API key (default: {Connection.KeyVariable}).",
        HelpName = "FILE",
        Recursive = true,
        Validators = { CheckKeyFile },
    };

    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Write JSON, one object a line.",
        Recursive = true,
    };

    public static Argument<LockKey> Key() => new("KEY")
    {
        Description = "The lock, 1 to 512 characters.",
        CustomParser = static result =>
        {
            if (!LockKey.TryParse(result.Tokens[0].Value, out var key, out var error))
            {
                result.AddError(error.TrimEnd('.'));
            }

            return key;
        },
    };

    public static Option<HolderName> Holder() => new("--holder")
    {
        Description = "The name by which people see who holds the lock (default: lockctl@HOST/PID and four letters).",
        HelpName = "NAME",
        DefaultValueFactory = static _ => HolderName.OfProcess("lockctl"),
        CustomParser = static result =>
        {
            if (!HolderName.TryParse(result.Tokens[0].Value, out var holder, out var error))
            {
                result.AddError(error.TrimEnd('.'));
            }

            return holder;
        },
    };

    public static Option<ReentrancyScope> Scope() => new("--scope")
    {
        Description = $"A secret UUID; commands with the same one hold the lock together (default: {ScopeVariable}, "
            + "or none). Other users of this machine can read it here, but not in the environment.",
        HelpName = "UUID",
        DefaultValueFactory = static result => Environment.GetEnvironmentVariable(ScopeVariable) is { Length: > 0 } text
            ? ReadScope(result, text)
            : default,
        CustomParser = static result => ReadScope(result, result.Tokens[0].Value),
    };

    public static Option<LeaseId> Lease() => new("--lease")
    {
        Description = $"The lease that acquire printed (default: {LeaseVariable}).",
        HelpName = "ID",
        DefaultValueFactory = static result => ReadLease(result, Environment.GetEnvironmentVariable(LeaseVariable)),
        CustomParser = static result => ReadLease(result, result.Tokens[0].Value),
    };

    /// <summary>The locks that a command looks at.</summary>
    public static Option<string> Prefix() => new("--prefix")
    {
        Description = "Only keys that begin with this text (default: all).",
        HelpName = "TEXT",
        DefaultValueFactory = static _ => "",
        Validators =
        {
            static result => Check(result, new LockQuery { Prefix = result.GetValueOrDefault<string>() ?? "" }),
        },
    };

    /// <summary>Adds what is wrong with a query whose parameter is named as an option.</summary>
    public static void Check(OptionResult result, LockQuery query)
    {
        if (query.Check() is { } violation)
        {
            result.AddError($"--{violation.Message.TrimEnd('.')}");
        }
    }

    /// <summary>A flag that takes a duration, up to a limit.</summary>
    public static Option<TimeSpan> Duration(string name, string description, TimeSpan value, TimeSpan limit) =>
        new(name)
        {
            Description = $"{description} (default: {Durations.Write(value)}).",
            HelpName = "TIME",
            DefaultValueFactory = _ => value,
            CustomParser = result => ReadDuration(result, name, limit),
        };

    public static Option<TimeSpan> Ttl() => Duration(
        "--ttl", "How long the lock outlives a holder that dies", LockRequest.DefaultTtl, LongestOfAServer);

    public static Option<TimeSpan> Wait() => Duration(
        "--wait", "How long to wait for the lock; 0 does not wait", TimeSpan.FromHours(1), LongestOfAServer);

    private static TimeSpan ReadDuration(ArgumentResult result, string name, TimeSpan limit)
    {
        var text = result.Tokens[0].Value;
        if (!Durations.TryParse(text, out var duration))
        {
            result.AddError($"{name} takes a time such as 5 (seconds), 500ms, 5s, 2m or 1h, not '{text}'");
        }
        else if (duration > limit)
        {
            result.AddError($"{name} takes a time of at most {Durations.Write(limit)}, not '{text}'");
        }

        return duration;
    }

    private static void CheckServer(OptionResult result)
    {
        if (result.GetValueOrDefault<string?>() is { } server && Connection.Check(server) is { } error)
        {
            result.AddError(error);
        }
    }

    private static void CheckKeyFile(OptionResult result)
    {
        if (result.GetValueOrDefault<string?>() is { } file && Connection.ReadKey(file) is { } error)
        {
            result.AddError(error);
        }
    }

    private static ReentrancyScope ReadScope(ArgumentResult result, string text)
    {
        if (!ReentrancyScope.TryParse(text, out var scope))
        {
            result.AddError($"--scope and {ScopeVariable} take a UUID other than all zero, as uuidgen writes it");
        }

        return scope;
    }

    private static LeaseId ReadLease(ArgumentResult result, string? text)
    {
        if (!LeaseId.TryParse(text, out var lease))
        {
            result.AddError(text is null
                ? $"--lease ID or {LeaseVariable} must name the lease"
                : "--lease takes the 32 hexadecimal digits that acquire printed");
        }

        return lease;
    }
}
