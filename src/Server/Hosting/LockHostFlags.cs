using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LockActors.Server.Hosting;

/// <summary>The flags of the executables that host a lock server.</summary>
public sealed record LockHostFlags
{
    /// <summary>The port on 127.0.0.1. Default: 8080; range: 0 to 65535, of which 0 takes any that is free.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Whether a few clients contend for a few locks, so that there is something to look at. Default:
    /// false.</summary>
    public bool Demo { get; init; }

    /// <summary>Whether only the usage is asked for. Default: false.</summary>
    public bool Help { get; init; }

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
        error = null;
        for (var i = 0; i < args.Count && error is null; i++)
        {
            switch (args[i])
            {
                case "--demo":
                    read = read with { Demo = true };
                    break;
                case "--help" or "-h":
                    read = read with { Help = true };
                    break;
                case "--port":
                    i++;
                    read = ReadPort(read, i < args.Count ? args[i] : "", out error);
                    break;
                case var joined when joined.StartsWith("--port=", StringComparison.Ordinal):
                    read = ReadPort(read, joined["--port=".Length..], out error);
                    break;
                default:
                    error = $"unknown flag '{args[i]}'";
                    break;
            }
        }

        flags = error is null ? read : null;
        return error is null;
    }

    private static LockHostFlags ReadPort(LockHostFlags flags, string text, out string? error)
    {
        var read = ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port);
        error = read ? null : $"--port needs a number of 0 to 65535, not '{text}'";
        return flags with { Port = port };
    }
}
