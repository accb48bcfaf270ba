using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography.X509Certificates;

namespace LockActors.Silo.Settings;

/// <summary>A certificate with its key.</summary>
internal record TlsSettings : IValidatableObject
{
    /// <summary>A PFX file, or a PEM file. Default: none, no TLS.</summary>
    public string Certificate { get; init; } = "";

    /// <summary>The PEM file of the key. Default: none, for a PFX file.</summary>
    public string Key { get; init; } = "";

    /// <summary>Opens the PFX file or the key. Default: none.</summary>
    [Redact]
    public string? Password { get; init; }

    public bool IsOn => Certificate.Length > 0;

    public X509Certificate2 Load() => CertificateFile.Load(Certificate, Key, Password);

    /// <summary>The certificates after the first one in a PEM file: those of the authorities between.</summary>
    public X509Certificate2Collection LoadChain()
    {
        var chain = new X509Certificate2Collection();
        if (Key.Length > 0)
        {
            chain.ImportFromPemFile(Certificate);
            chain.RemoveAt(0);
        }

        return chain;
    }

    public virtual IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var path = this is ClusterTlsSettings ? "Silo:Tls" : "Http:Tls";
        if (!IsOn)
        {
            if (Orphan() is { } orphan)
            {
                yield return new($"is given without {path}:Certificate", [orphan]);
            }
        }
        else if (Checks.Opens(
            nameof(Certificate),
            Certificate,
            $"a readable PFX file, or a PEM file with its key in {path}:Key, that {path}:Password opens",
            () => Load().Dispose()) is { } problem)
        {
            yield return problem;
        }
    }

    /// <summary>A setting that is of no use without a certificate.</summary>
    protected virtual string? Orphan() =>
        Key.Length > 0 ? nameof(Key) : Password is not null ? nameof(Password) : null;
}
