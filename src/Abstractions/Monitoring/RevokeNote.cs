namespace LockActors.Monitoring;

/// <summary>Who revokes a lock and why, for the event, the history and the log.</summary>
/// <param name="By">Who, for example the name of a login; at most <see cref="MaxByLength"/> characters.</param>
/// <param name="Reason">Why; at most <see cref="MaxReasonLength"/> characters.</param>
public sealed record RevokeNote(string? By = null, string? Reason = null)
{
    /// <summary>The longest <see cref="By"/>: 128 characters.</summary>
    public const int MaxByLength = 128;

    /// <summary>The longest <see cref="Reason"/>: 500 characters.</summary>
    public const int MaxReasonLength = 500;

    /// <summary>Checks the texts: printable, well-formed and not too long. Null when they are.</summary>
    public LimitViolation? Check() => Explain("by", By, MaxByLength) ?? Explain("reason", Reason, MaxReasonLength);

    private static LimitViolation? Explain(string field, string? text, int maxLength) =>
        text is not null && Texts.Explain(field, text, maxLength) is { } error ? new(field, error) : null;
}
