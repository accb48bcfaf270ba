using System.Diagnostics.CodeAnalysis;

namespace LockActors.Cli.Processes;

/// <summary>Finds commands as a shell does: by a path if there is a slash in the name, on PATH otherwise.</summary>
internal static class Executable
{
    private const UnixFileMode AnyExecute =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The path of a command, or the exit code that says why there is none.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out string? path, out int code)
    {
        string[] places = name.AsSpan().IndexOfAny(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar) >= 0
            ? [Path.GetFullPath(name)]
            : [.. (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .Select(folder => Path.GetFullPath(Path.Combine(folder, name)))];
        var files = name.Length == 0 ? [] : places.SelectMany(Spellings).Where(File.Exists).ToArray();
        path = files.FirstOrDefault(IsExecutable);
        code = files.Length == 0 ? ExitCodes.CommandNotFound : ExitCodes.CannotExecute;
        return path is not null;
    }

    /// <summary>On Windows, endings such as .exe may be left out.</summary>
    private static IEnumerable<string> Spellings(string path) => OperatingSystem.IsWindows()
        ? (Environment.GetEnvironmentVariable("PATHEXT") ?? ".COM;.EXE;.BAT;.CMD")
            .Split(';', StringSplitOptions.RemoveEmptyEntries).Select(ending => path + ending).Prepend(path)
        : [path];

    private static bool IsExecutable(string path) =>
        OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & AnyExecute) != 0;
}
