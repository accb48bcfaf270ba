using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace LockActors;

/// <summary>The name of a lock. Two callers that use the same key compete for the same lock.</summary>
/// <remarks>Keys are compared ordinally, letter by letter. A key is 1 to <see cref="MaxLength"/> UTF-16 code units
/// long, well-formed Unicode, without control characters and without characters that are not seen (marks of direction,
/// joiners, separators of lines), and not white space alone.</remarks>
[JsonConverter(typeof(LockKeyConverter))]
public readonly record struct LockKey : IComparable<LockKey>
{
    /// <summary>The longest key, in UTF-16 code units: 512.</summary>
    public const int MaxLength = 512;

    private readonly string? _value;

    private LockKey(string value) => _value = value;

    /// <summary>The key's text; empty for the default value, which no service accepts.</summary>
    public string Value => _value ?? "";

    /// <summary>Makes a key of a text.</summary>
    /// <param name="value">The text, 1 to <see cref="MaxLength"/> code units.</param>
    /// <exception cref="ArgumentException">The text is not a key; the message names the limit.</exception>
    public static LockKey Parse(string? value) =>
        TryParse(value, out var key, out var error) ? key : throw new ArgumentException(error, nameof(value));

    /// <summary>Makes a key of a text, or says why it is none.</summary>
    /// <param name="value">The text to read.</param>
    /// <param name="key">The key, when the answer is true.</param>
    /// <param name="error">What is wrong with the text, with the limit, when the answer is false.</param>
    public static bool TryParse(string? value, out LockKey key, [NotNullWhen(false)] out string? error)
    {
        error = Texts.Explain("key", value, MaxLength);
        key = error is null ? new LockKey(value!) : default;
        return error is null;
    }

    /// <summary>Makes a key of a text; the same as <see cref="Parse"/>.</summary>
    /// <param name="value">The text, 1 to <see cref="MaxLength"/> code units.</param>
    public static implicit operator LockKey(string value) => Parse(value);

    /// <inheritdoc/>
    public int CompareTo(LockKey other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
