using System.ComponentModel.DataAnnotations;
using LockActors.Silo.Cluster;

namespace LockActors.Silo.Settings;

/// <summary>TLS between silos, and between silos and clients of the cluster.</summary>
internal sealed record ClusterTlsSettings : TlsSettings
{
    /// <summary>The PEM file of the authority whose certificates are trusted. Required with a certificate.</summary>
    public string Authority { get; init; } = "";

    /// <summary>Whether clients need a certificate too. Default: true.</summary>
    public bool? Mutual { get; init; }

    public override IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsOn && Authority.Length == 0)
        {
            return [new("needs Silo:Tls:Authority, the PEM file of the authority to trust", [nameof(Certificate)])];
        }

        var authority = IsOn
            ? Checks.Opens(
                nameof(Authority), Authority, "a readable PEM file of certificates",
                () => ClusterTls.LoadAuthorities(Authority))
            : null;
        return [.. base.Validate(validationContext), .. authority is null ? [] : new[] { authority }];
    }

    protected override string? Orphan() => base.Orphan()
        ?? (Authority.Length > 0 ? nameof(Authority) : Mutual is not null ? nameof(Mutual) : null);
}
