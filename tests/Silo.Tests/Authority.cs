using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LockActors.Silo.Tests;

/// <summary>An authority that signs certificates, and the folder with their files.</summary>
internal sealed class Authority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly string _folder = Directory.CreateTempSubdirectory("lockactors-tls-").FullName;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;

    public Authority(string name)
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _certificate = request.CreateSelfSigned(From, To);
        CertificateFile = Write("authority.pem", _certificate.ExportCertificatePem());
    }

    public string CertificateFile { get; }

    private DateTimeOffset From { get; } = TimeProvider.System.GetUtcNow().AddHours(-1);

    private DateTimeOffset To => From.AddHours(2);

    /// <summary>A certificate that may serve both ends of a connection, with its key.</summary>
    public X509Certificate2 Sign(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid(ServerAuthentication), new Oid(ClientAuthentication)], critical: false));
        using var bare = request.Create(_certificate, From, To.AddMinutes(-1), Guid.NewGuid().ToByteArray());
        using var signed = bare.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(
            signed.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    /// <summary>Settings of a silo with a certificate in a PFX file.</summary>
    public string PfxSettings(string name, string password)
    {
        using var signed = Sign(name);
        var file = Path.Combine(_folder, $"{name}.pfx");
        File.WriteAllBytes(file, signed.Export(X509ContentType.Pkcs12, password));
        return $"--Silo:Tls:Certificate {file} --Silo:Tls:Password {password} --Silo:Tls:Authority {CertificateFile}";
    }

    /// <summary>Settings of a silo with a certificate and its key in PEM files.</summary>
    public string PemSettings(string name)
    {
        using var signed = Sign(name);
        var certificate = Write($"{name}.pem", signed.ExportCertificatePem());
        using var key = signed.GetECDsaPrivateKey()!;
        var keyFile = Write($"{name}.key", key.ExportPkcs8PrivateKeyPem());
        return $"--Silo:Tls:Certificate {certificate} --Silo:Tls:Key {keyFile} --Silo:Tls:Authority {CertificateFile}";
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
