using System.Diagnostics;

namespace LockActors.House;

/// <summary>The source tree that these tests look at: everything git tracks or would track.</summary>
internal static class Repository
{
    private const string Landmark = "LockActors.sln";
    private static readonly string[] Skipped = [".git", "artifacts", "bin", "obj", "node_modules", "TestResults"];

    public static string Root { get; } = FindRoot();

    /// <summary>Paths from the root, with forward slashes, in order.</summary>
    public static IReadOnlyList<string> Files { get; } = ListFiles();

    public static IReadOnlyList<SourceFile> SourceFiles { get; } = [.. Files.Where(IsCSharp).Select(SourceFile.Read)];

    /// <summary>debug or release: these tests lie in artifacts/bin/PROJECT/CONFIGURATION.</summary>
    public static string Configuration => Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    public static string FullPath(string path) => Path.Combine(Root, path);

    public static string ReadText(string path) => File.ReadAllText(FullPath(path));

    private static bool IsCSharp(string path) => path.EndsWith(".cs", StringComparison.Ordinal);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, Landmark)))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No folder above holds {Landmark}.");
    }

    private static string[] ListFiles()
    {
        // A copy without git history has the same rules.
        var listed = AskGit() ?? WalkFolders(new DirectoryInfo(Root));
        return [.. listed.Where(path => File.Exists(FullPath(path))).Distinct().Order(StringComparer.Ordinal)];
    }

    private static string[]? AskGit()
    {
        if (!Path.Exists(FullPath(".git")))
        {
            return null;
        }

        var start = new ProcessStartInfo("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
        };
        using var git = Process.Start(start) ?? throw new InvalidOperationException("git did not start.");
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0
            ? output.Split('\0', StringSplitOptions.RemoveEmptyEntries)
            : throw new InvalidOperationException($"git ls-files ended with exit code {git.ExitCode}.");
    }

    private static IEnumerable<string> WalkFolders(DirectoryInfo folder) =>
        folder.EnumerateDirectories().Where(child => !Skipped.Contains(child.Name)).SelectMany(WalkFolders)
            .Concat(folder.EnumerateFiles().Select(file => Path.GetRelativePath(Root, file.FullName)))
            .Select(path => path.Replace('\\', '/'));
}
