using System.ComponentModel.DataAnnotations;
using LockActors.Wire;

namespace LockActors.Silo.Settings;

/// <summary>Which clients may use a server.</summary>
internal sealed record AuthSettings : IValidatableObject
{
    /// <summary>The API keys, by their hashes: lines of <c>lockctl key new</c>. Default: none.</summary>
    [Redact]
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>A file with more such lines. Default: none.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>Whether a server without keys may listen on addresses that other machines reach, and serves them.
    /// Default: false.</summary>
    public bool Open { get; init; }

    /// <summary>How long a session of the dashboard lasts without being used. Default: 8 h; range: 1 minute to 7
    /// days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan SessionTime { get; init; } = TimeSpan.FromHours(8);

    /// <summary>The folder for the keys that encrypt sessions, so that they outlive a restart and hold on several
    /// servers. Default: none, in memory.</summary>
    public string? SessionKeys { get; init; }

    /// <summary>The keys of <see cref="Keys"/> and <see cref="KeyFile"/>, once they are validated.</summary>
    internal IReadOnlyList<ApiKeyEntry> Entries { get; set; } = [];

    public bool HasKeys => Entries.Count > 0 || Keys.Count > 0 || KeyFile.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var problems = new List<ValidationResult>();
        var entries = ReadKeys(problems);
        if (KeyFile.Length > 0)
        {
            entries.AddRange(ReadFile(problems));
        }

        if (entries.GroupBy(static key => key.Name).FirstOrDefault(static same => same.Count() > 1) is { } twice)
        {
            problems.Add(new($"has two keys named {twice.Key}", [nameof(Keys)]));
        }

        if (SessionKeys is not null && Checks.Opens(
            nameof(SessionKeys), SessionKeys, "a folder that can be written to", TryFolder) is { } noFolder)
        {
            problems.Add(noFolder);
        }

        Entries = entries;
        return problems;
    }

    /// <summary>A user who cannot write there is told now, and not each visitor at the login. Keys of another server
    /// will do.</summary>
    private void TryFolder()
    {
        var folder = Directory.CreateDirectory(SessionKeys!);
        if (!folder.EnumerateFiles("key-*.xml").Any())
        {
            var probe = Path.Combine(folder.FullName, Path.GetRandomFileName());
            using var file = new FileStream(
                probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
    }

    private List<ApiKeyEntry> ReadKeys(List<ValidationResult> problems)
    {
        var entries = new List<ApiKeyEntry>();
        foreach (var line in Keys)
        {
            if (ApiKeyEntry.TryParse(line, out var key, out var error))
            {
                entries.Add(key);
            }
            else
            {
                // Without the line, which may be a key that was put here by mistake.
                problems.Add(new($"takes lines of 'lockctl key new'; in one of them {error}", [nameof(Keys)]));
            }
        }

        return entries;
    }

    private List<ApiKeyEntry> ReadFile(List<ValidationResult> problems)
    {
        var entries = new List<ApiKeyEntry>();
        string[] lines = [];
        if (Checks.Opens(
            nameof(KeyFile),
            KeyFile,
            "a file that can be read",
            () => lines = File.ReadAllLines(KeyFile)) is { } unread)
        {
            problems.Add(unread);
            return entries;
        }

        var before = problems.Count;
        foreach (var (number, line) in lines.Index().Where(static line => line.Item.Trim() is not ("" or ['#', ..])))
        {
            if (ApiKeyEntry.TryParse(line, out var key, out var error))
            {
                entries.Add(key);
            }
            else
            {
                problems.Add(new($"names a file whose line {number + 1} is no key's: {error}", [nameof(KeyFile)]));
            }
        }

        if (entries.Count == 0 && problems.Count == before)
        {
            // An empty file must not open the server to every client.
            problems.Add(new("names a file that holds no key", [nameof(KeyFile)]));
        }

        return entries;
    }
}
