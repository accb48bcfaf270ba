using LockActors.Wire;

namespace LockActors.Server.Hosting;

/// <summary>Who may use a server. Settings: the section <c>Auth</c>.</summary>
public sealed record AuthSettings
{
    private const string KeysPath = "Auth:Keys";
    private const string SessionKeysPath = "Auth:SessionKeys";
    private const string KeyFilePath = "Auth:KeyFile";

    /// <summary>The API keys, by their hashes. Settings <c>Auth:Keys</c> and, one in a line, the file
    /// <c>Auth:KeyFile</c>; default: none.</summary>
    public IReadOnlyList<ApiKeyEntry> Keys { get; init; } = [];

    /// <summary>Whether a server without keys may listen on addresses that others reach, and serves them. Setting
    /// <c>Auth:Open</c>; default: false.</summary>
    public bool Open { get; init; }

    /// <summary>How long a session of the dashboard lasts without being used. Setting <c>Auth:SessionTime</c>; default:
    /// 8 h; range: 1 minute to 7 days.</summary>
    public TimeSpan SessionTime { get; init; } = TimeSpan.FromHours(8);

    /// <summary>The folder for the keys that encrypt sessions, so that they outlive a restart and hold on several
    /// servers. Setting <c>Auth:SessionKeys</c>; default: null, in memory.</summary>
    public string? SessionKeys { get; init; }

    internal static AuthSettings Read(SettingsReader reader)
    {
        var usual = new AuthSettings();
        var keys = ReadKeys(reader).Concat(ReadFile(reader)).ToList();
        if (keys.GroupBy(static key => key.Name).FirstOrDefault(static same => same.Count() > 1) is { } twice)
        {
            reader.Contradict(KeysPath, $"has two keys named {twice.Key}");
        }

        return new AuthSettings
        {
            Keys = keys,
            Open = reader.Switch("Auth:Open"),
            SessionTime = reader.Time(
                "Auth:SessionTime", usual.SessionTime, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7)),
            SessionKeys = ReadFolder(reader),
        };
    }

    private static string? ReadFolder(SettingsReader reader)
    {
        if (!reader.IsSet(SessionKeysPath))
        {
            return null;
        }

        try
        {
            // Whoever cannot write there is told now, and not each user at the login. Keys of others will do.
            var folder = Directory.CreateDirectory(reader.Text(SessionKeysPath));
            if (!folder.EnumerateFiles("key-*.xml").Any())
            {
                var probe = Path.Combine(folder.FullName, Path.GetRandomFileName());
                using var file = new FileStream(
                    probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            }

            return folder.FullName;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            reader.Refuse(SessionKeysPath, "a folder that can be written to");
            return null;
        }
    }

    private static IEnumerable<ApiKeyEntry> ReadKeys(SettingsReader reader)
    {
        // What is wrong is told without the line, which may be a key that was put here by mistake.
        foreach (var line in reader.List(KeysPath, static _ => true, "a key's line"))
        {
            if (ApiKeyEntry.TryParse(line, out var key, out var error))
            {
                yield return key;
            }
            else
            {
                reader.Contradict(KeysPath, $"takes lines of 'lockctl key new'; in one of them {error}");
            }
        }
    }

    private static IEnumerable<ApiKeyEntry> ReadFile(SettingsReader reader)
    {
        var file = reader.Text(KeyFilePath);
        if (file == "")
        {
            yield break;
        }

        string[] lines = [];
        try
        {
            lines = File.ReadAllLines(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            reader.Refuse(KeyFilePath, "a file that can be read");
        }

        var before = reader.Errors.Count;
        var found = 0;
        foreach (var (number, line) in lines.Index().Where(static line => line.Item.Trim() is not ("" or ['#', ..])))
        {
            if (ApiKeyEntry.TryParse(line, out var key, out var error))
            {
                found++;
                yield return key;
            }
            else
            {
                reader.Contradict(KeyFilePath, $"names a file whose line {number + 1} is no key's: {error}");
            }
        }

        if (found == 0 && reader.Errors.Count == before)
        {
            // An empty file must not open the server to everyone.
            reader.Contradict(KeyFilePath, "names a file that holds no key");
        }
    }
}
