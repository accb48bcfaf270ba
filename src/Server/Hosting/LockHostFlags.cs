using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LockActors.Server.Hosting;

/// <summary>The flags of the executables that host a lock server.</summary>
public sealed record LockHostFlags
{
    /// <summary>The most masters that may be named: 15.</summary>
    public const int MaxMasters = 15;

    /// <summary>The port on 127.0.0.1. Default: 8080; range: 0 to 65535, of which 0 takes any that is free.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Whether a few clients contend for a few locks, so that there is something to look at. Default:
    /// false.</summary>
    public bool Demo { get; init; }

    /// <summary>Whether only the usage is asked for. Default: false.</summary>
    public bool Help { get; init; }

    /// <summary>Where leases are kept. Default: in memory, or in Redis when <see cref="Redis"/> names any.</summary>
    public LeaseStoreKind Store { get; init; }

    /// <summary>The Redis masters; when there are none, the server starts its own. Default: none.</summary>
    public IReadOnlyList<string> Redis { get; init; } = [];

    /// <summary>Whether Redlock masters that started recently have a vote. Default: false.</summary>
    public bool AllowYoungRedis { get; init; }

    /// <summary>Reads a command line, or says which flag is wrong.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="flags">The flags, when the answer is true.</param>
    /// <param name="error">What is wrong, when the answer is false.</param>
    public static bool TryParse(
        IReadOnlyList<string> args,
        [NotNullWhen(true)] out LockHostFlags? flags,
        [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(args);
        var read = new LockHostFlags();
        LeaseStoreKind? store = null;
        error = null;
        var rest = new Queue<string>(args);
        while (error is null && rest.TryDequeue(out var arg))
        {
            var (name, value) = Split(arg);
            switch (name)
            {
                case "--demo" when value is null:
                    read = read with { Demo = true };
                    break;
                case "--help" or "-h" when value is null:
                    read = read with { Help = true };
                    break;
                case "--port":
                    read = read with { Port = ReadPort(value ?? Next(rest), out error) };
                    break;
                case "--store":
                    store = ReadStore(value ?? Next(rest), out error);
                    break;
                case "--redis":
                    read = read with { Redis = ReadMasters(value ?? Next(rest), out error) };
                    break;
                case "--redis-young":
                    read = read with { AllowYoungRedis = ReadYoung(value ?? Next(rest), out error) };
                    break;
                default:
                    error = $"unknown flag '{arg}'";
                    break;
            }
        }

        flags = read with { Store = store ?? StoreFor(read.Redis.Count) };
        error ??= Contradiction(flags);
        flags = error is null ? flags : null;
        return error is null;
    }

    private static (string Name, string? Value) Split(string arg)
    {
        var at = arg.StartsWith("--", StringComparison.Ordinal) ? arg.IndexOf('=', StringComparison.Ordinal) : -1;
        return at < 0 ? (arg, null) : (arg[..at], arg[(at + 1)..]);
    }

    private static string Next(Queue<string> rest) => rest.TryDequeue(out var value) ? value : "";

    private static LeaseStoreKind StoreFor(int masters) => masters switch
    {
        0 => LeaseStoreKind.None,
        1 => LeaseStoreKind.Redis,
        _ => LeaseStoreKind.Redlock,
    };

    private static string? Contradiction(LockHostFlags flags) => flags switch
    {
        { Store: LeaseStoreKind.None, Redis.Count: > 0 } => "--redis makes no sense with --store none",
        { Store: LeaseStoreKind.Redis, Redis.Count: > 1 } =>
            $"--store redis takes one --redis HOST:PORT, not {flags.Redis.Count}; --store redlock takes several",
        { Store: LeaseStoreKind.Redlock, Redis.Count: 1 or 2 } =>
            $"--store redlock takes at least 3 masters in --redis, not {flags.Redis.Count}",
        _ => null,
    };

    private static int ReadPort(string text, out string? error)
    {
        var read = ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port);
        error = read ? null : $"--port needs a number of 0 to 65535, not '{text}'";
        return port;
    }

    private static LeaseStoreKind ReadStore(string text, out string? error)
    {
        error = null;
        switch (text)
        {
            case "none":
                return LeaseStoreKind.None;
            case "redis":
                return LeaseStoreKind.Redis;
            case "redlock":
                return LeaseStoreKind.Redlock;
            default:
                error = $"--store needs none, redis or redlock, not '{text}'";
                return default;
        }
    }

    private static string[] ReadMasters(string text, out string? error)
    {
        var masters = text.Split(',', StringSplitOptions.TrimEntries);
        var bad = Array.Find(masters, master => !IsHostAndPort(master));
        error = bad is not null ? $"--redis needs HOST:PORT[,HOST:PORT...]; '{bad}' is none"
            : masters.Length > MaxMasters ? $"--redis names {masters.Length} masters; the limit is {MaxMasters}"
            : null;
        return masters;
    }

    private static bool IsHostAndPort(string text)
    {
        var at = text.LastIndexOf(':');
        return at > 0
            && ushort.TryParse(text[(at + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port > 0;
    }

    private static bool ReadYoung(string text, out string? error)
    {
        error = text is "allow" or "exclude" ? null : $"--redis-young needs allow or exclude, not '{text}'";
        return text == "allow";
    }
}
