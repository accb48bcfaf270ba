using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LockActors.Wire;

/// <summary>What a server knows of an API key: its hash and what it may do, never the key itself. Written as one line
/// of <c>name=value</c> words: <c>name=ci role=lock sha256=HEX prefix=team-a/</c>.</summary>
/// <remarks>A key is 256 random bits, so no one can guess one from its hash, however fast the hash is. Slow hashes are
/// for what people choose.</remarks>
public sealed record ApiKeyEntry
{
    /// <summary>How many prefixes one key may have: 16.</summary>
    public const int MaxPrefixes = 16;

    private const string SecretMark = "lak_";
    private const int SecretBytes = 32;
    private const int MaxNameLength = 64;

    /// <summary>Who the key was given to, for logs; 1 to 64 letters, digits, <c>-</c>, <c>_</c>, <c>.</c> or
    /// <c>@</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What the key may do. Default: read.</summary>
    public ApiRole Role { get; init; }

    /// <summary>The SHA-256 hash of the key, 32 bytes.</summary>
    public ImmutableArray<byte> Hash { get; init; } = [];

    /// <summary>The key sees and locks only what begins with one of these. Default: none, all locks.</summary>
    public ImmutableArray<string> Prefixes { get; init; } = [];

    /// <summary>How many locks may be held below its prefixes. Default: null, no limit.</summary>
    public int? MaxLocks { get; init; }

    /// <summary>How many requests may wait for locks below its prefixes. Default: null, no limit.</summary>
    public int? MaxWaiters { get; init; }

    /// <summary>The longest time to live that it may ask for. Default: null, that of the service.</summary>
    public TimeSpan? MaxTtl { get; init; }

    /// <summary>Makes a new key and what a server keeps of it.</summary>
    /// <param name="entry">What the key is to be allowed.</param>
    /// <param name="secret">The key, which nothing else remembers.</param>
    public static ApiKeyEntry Create(ApiKeyEntry entry, out string secret)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var random = Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));
        secret = SecretMark + random.TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return entry with { Hash = [.. HashOf(secret)] };
    }

    /// <summary>The hash by which a key is known.</summary>
    /// <param name="secret">The key.</param>
    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>Whether this is the entry of a key, in a time that does not depend on where the hashes
    /// differ.</summary>
    /// <param name="hash">The hash of the key.</param>
    public bool Matches(ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(Hash.AsSpan(), hash);

    /// <summary>Whether the key may know of a lock.</summary>
    /// <param name="key">The lock.</param>
    public bool Covers(LockKey key) => CoversText(key.Value);

    /// <summary>The same for a key that is a text.</summary>
    internal bool CoversText(string key)
    {
        foreach (var prefix in Prefixes)
        {
            if (key.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return Prefixes.IsEmpty;
    }

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="entry">The entry, when the answer is true.</param>
    /// <param name="error">What is wrong, when the answer is false; without what the line holds.</param>
    public static bool TryParse(
        string? line, [NotNullWhen(true)] out ApiKeyEntry? entry, [NotNullWhen(false)] out string? error)
    {
        entry = null;
        error = null;
        var read = new ApiKeyEntry { Name = "" };
        foreach (var word in (line ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = word.IndexOf('=', StringComparison.Ordinal);
            var name = at < 0 ? "" : word[..at];
            var next = at < 0 ? null : read.With(name, Uri.UnescapeDataString(word[(at + 1)..]));
            if (next is null)
            {
                error = name is "name" or "role" or "sha256" or "prefix" or "max-locks" or "max-waiters" or "max-ttl-ms"
                    ? $"its {name} cannot be read"
                    : "it holds a word that is none of name=, role=, sha256=, prefix=, max-locks=, max-waiters=, "
                        + "max-ttl-ms=";
                return false;
            }

            read = next;
        }

        error = read switch
        {
            { Name: "" } => "it has no name=",
            { Hash.IsEmpty: true } => "it has no sha256=",
            { Prefixes.Length: > MaxPrefixes } => $"it has more than {MaxPrefixes} prefixes",
            _ => null,
        };
        entry = error is null ? read : null;
        return error is null;
    }

    /// <summary>The line.</summary>
    public override string ToString()
    {
        var line = new StringBuilder($"name={Name} role={Role.ToString().ToLowerInvariant()}");
        line.Append(" sha256=").Append(Convert.ToHexStringLower(Hash.AsSpan()));
        foreach (var prefix in Prefixes)
        {
            line.Append(" prefix=").Append(Uri.EscapeDataString(prefix).Replace("%2F", "/", StringComparison.Ordinal));
        }

        Append("max-locks", MaxLocks);
        Append("max-waiters", MaxWaiters);
        Append("max-ttl-ms", (long?)MaxTtl?.TotalMilliseconds);
        return line.ToString();

        void Append(string name, long? value)
        {
            if (value is not null)
            {
                line.Append(CultureInfo.InvariantCulture, $" {name}={value}");
            }
        }
    }

    private static bool IsOfAName(char letter) =>
        char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '@';

    private static int? Count(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;

    private ApiKeyEntry? With(string name, string value) => name switch
    {
        "name" when value.Length is > 0 and <= MaxNameLength && value.All(IsOfAName) => this with { Name = value },
        "role" when Enum.GetNames<ApiRole>().Contains(value, StringComparer.OrdinalIgnoreCase) =>
            this with { Role = Enum.Parse<ApiRole>(value, ignoreCase: true) },
        "sha256" when value.Length == 2 * SHA256.HashSizeInBytes && value.All(char.IsAsciiHexDigit) =>
            this with { Hash = [.. Convert.FromHexString(value)] },
        "prefix" when LockKey.TryParse(value, out _, out _) => this with { Prefixes = Prefixes.Add(value) },
        "max-locks" when Count(value) is { } count => this with { MaxLocks = count },
        "max-waiters" when Count(value) is { } count => this with { MaxWaiters = count },
        "max-ttl-ms" when Count(value) is > 0 and var count =>
            this with { MaxTtl = TimeSpan.FromMilliseconds(count) },
        _ => null,
    };
}
