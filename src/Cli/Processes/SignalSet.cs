using System.Globalization;

namespace LockActors.Cli.Processes;

/// <summary>Signals as the bits that /proc of Linux shows.</summary>
internal static class SignalSet
{
    public const int Last = 64;

    public static bool Has(ulong set, int signal) => (set & Bit(signal)) != 0;

    /// <summary>The signals that this process ignores; none elsewhere than on Linux.</summary>
    public static ulong ReadIgnored()
    {
        const string Name = "SigIgn:";
        var line = OperatingSystem.IsLinux()
            ? File.ReadLines("/proc/self/status").FirstOrDefault(
                static line => line.StartsWith(Name, StringComparison.Ordinal))
            : null;
        return line is null
            ? 0
            : ulong.Parse(line.AsSpan(Name.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    /// <summary>What this process was told at its start to ignore, as nohup tells it: without SIGPIPE, which .NET
    /// ignores by itself.</summary>
    public static ulong ReadInherited() => ReadIgnored() & ~Bit(Native.SigPipe);

    private static ulong Bit(int signal) => 1UL << (signal - 1);
}
