using System.Globalization;

namespace LockActors.Cli.Processes;

/// <summary>The terminal that controls this process, whatever its standard input is.</summary>
internal static class Terminal
{
    /// <summary>Whether there is one, and with it a shell that puts processes into groups; told on Linux.</summary>
    public static bool IsAttached => ProcessTree.Fields() is { } fields && fields[ProcessTree.TerminalField] != "0";

    /// <summary>Whether the terminal itself sends what is typed on it to this process and its children.</summary>
    public static bool IsInForeground => OperatingSystem.IsLinux()
        ? ProcessTree.Fields() is { } fields
            && int.Parse(fields[ProcessTree.ForegroundField], CultureInfo.InvariantCulture) > 0
            && fields[ProcessTree.ForegroundField] == fields[ProcessTree.GroupField]
        : Native.IsInForeground();
}
