namespace LockActors.TestKit;

/// <summary>Finds programs on PATH.</summary>
public static class Executables
{
    /// <summary>The full path of the first of these programs on PATH; null when none is there.</summary>
    public static string? Find(params string[] names)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return names
            .SelectMany(name => folders.Select(folder => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
    }
}
