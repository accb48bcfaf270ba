using System.Diagnostics.CodeAnalysis;

namespace LockActors;

/// <summary>The name by which people see who holds a lock or waits for it: on the page, in the API, in events and logs.
/// It decides nothing; two requests with one name exclude each other like any two.</summary>
/// <remarks>1 to <see cref="MaxLength"/> UTF-16 code units of well-formed Unicode without invisible characters (see
/// <see cref="LockKey"/>). The default value is no name; then a text made of the request id is shown
/// (<see cref="RequestId.ToString"/>).</remarks>
public readonly record struct HolderName
{
    /// <summary>The longest name, in UTF-16 code units: 128.</summary>
    public const int MaxLength = 128;

    private readonly string? _value;

    private HolderName(string value) => _value = value;

    /// <summary>The name's text; empty for the default value.</summary>
    public string Value => _value ?? "";

    /// <summary>Whether there is no name.</summary>
    public bool IsNone => _value is null;

    /// <summary>Makes a name of a text.</summary>
    /// <param name="value">The text, 1 to <see cref="MaxLength"/> code units.</param>
    /// <exception cref="ArgumentException">The text is not a name; the message names the limit.</exception>
    public static HolderName Parse(string? value) =>
        TryParse(value, out var name, out var error) ? name : throw new ArgumentException(error, nameof(value));

    /// <summary>Makes a name of a text, or says why it is none.</summary>
    /// <param name="value">The text to read.</param>
    /// <param name="name">The name, when the answer is true.</param>
    /// <param name="error">What is wrong with the text, with the limit, when the answer is false.</param>
    public static bool TryParse(string? value, out HolderName name, [NotNullWhen(false)] out string? error)
    {
        error = Texts.Explain("holder", value, MaxLength);
        name = error is null ? new HolderName(value!) : default;
        return error is null;
    }

    /// <summary>Makes a name of a text; the same as <see cref="Parse"/>.</summary>
    /// <param name="value">The text, 1 to <see cref="MaxLength"/> code units.</param>
    public static implicit operator HolderName(string value) => Parse(value);

    /// <summary>The name that a process goes by unless it is given one: <c>application@host/pid-xxxx</c>, with four
    /// random letters for what else runs under the same process id, in a container for example.</summary>
    /// <param name="application">The application. Default: null, the name of the program that runs.</param>
    public static HolderName OfProcess(string? application = null)
    {
        var tail = $"/{Environment.ProcessId}-{RandomBits.Next():N}"[..^28];
        var name = $"{application ?? AppDomain.CurrentDomain.FriendlyName}@{Environment.MachineName}";
        name = name.Length + tail.Length > MaxLength ? name[..(MaxLength - tail.Length)] : name;

        // A program may have any name that its file system allows.
        return TryParse(name + tail, out var holder, out _) ? holder : Parse($"process@host{tail}");
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
