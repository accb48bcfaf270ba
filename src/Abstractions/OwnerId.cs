using System.Diagnostics.CodeAnalysis;

namespace LockActors;

/// <summary>Who asks for a lock. A lock is re-entrant for one owner: the same owner that asks again is granted the
/// lease it already holds, and the hold count rises.</summary>
/// <remarks>The default value stands for a fresh owner, which never re-enters. Otherwise 1 to <see cref="MaxLength"/>
/// code units of well-formed Unicode without control characters, compared ordinally.</remarks>
public readonly record struct OwnerId
{
    /// <summary>The longest owner, in UTF-16 code units: 128.</summary>
    public const int MaxLength = 128;

    private readonly string? _value;

    private OwnerId(string value) => _value = value;

    /// <summary>The owner's text; empty for the default value.</summary>
    public string Value => _value ?? "";

    /// <summary>Whether nobody was named.</summary>
    public bool IsNone => _value is null;

    /// <summary>Makes an owner of a text.</summary>
    /// <param name="value">The text, 1 to <see cref="MaxLength"/> code units.</param>
    /// <exception cref="ArgumentException">The text is not an owner; the message names the limit.</exception>
    public static OwnerId Parse(string? value) =>
        TryParse(value, out var owner, out var error) ? owner : throw new ArgumentException(error, nameof(value));

    /// <summary>Makes an owner of a text, or says why it is none.</summary>
    /// <param name="value">The text to read.</param>
    /// <param name="owner">The owner, when the answer is true.</param>
    /// <param name="error">What is wrong with the text, with the limit, when the answer is false.</param>
    public static bool TryParse(string? value, out OwnerId owner, [NotNullWhen(false)] out string? error)
    {
        error = Texts.Explain("owner", value, MaxLength);
        owner = error is null ? new OwnerId(value!) : default;
        return error is null;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
