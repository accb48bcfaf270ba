using System.ComponentModel.DataAnnotations;

namespace LockActors.Silo.Settings;

/// <summary>Where the audit log goes beside the log.</summary>
internal sealed record AuditSettings : IValidatableObject
{
    /// <summary>The file that the audit log is appended to, one JSON object a line. Default: none, the log
    /// alone.</summary>
    public string File { get; init; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (File.Length > 0
            && Checks.Opens(nameof(File), File, "a file that can be written to", Append) is { } problem)
        {
            yield return problem;
        }
    }

    private void Append() => System.IO.File.AppendAllText(File, "");
}
