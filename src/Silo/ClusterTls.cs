using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LockActors.Server.Hosting;
using Orleans.Connections.Security;

namespace LockActors.Silo;

/// <summary>TLS between silos, and between silos and clients of the cluster: one certificate for this silo, and one
/// authority whose certificates are trusted, whatever the host's own store trusts.</summary>
/// <remarks>Names are not compared: silos call each other by IP address, and only members get a certificate of this
/// authority.</remarks>
internal sealed class ClusterTls(X509Certificate2 certificate, X509Certificate2Collection authorities, bool mutual)
{
    private const string Section = "Silo:Tls";
    private const string CertificatePath = Section + ":Certificate";
    private const string KeyPath = Section + ":Key";
    private const string PasswordPath = Section + ":Password";
    private const string AuthorityPath = Section + ":Authority";
    private const string MutualPath = Section + ":Mutual";

    /// <summary>Null when no certificate is named.</summary>
    public static ClusterTls? Read(SettingsReader reader)
    {
        var (file, key, authority) = (reader.Text(CertificatePath), reader.Text(KeyPath), reader.Text(AuthorityPath));
        var password = reader.IsSet(PasswordPath) ? reader.Text(PasswordPath) : null;
        var mutual = reader.Switch(MutualPath, fallback: true);
        if (file == "")
        {
            if (new[] { KeyPath, PasswordPath, AuthorityPath, MutualPath }.FirstOrDefault(reader.IsSet) is { } orphan)
            {
                reader.Contradict(orphan, $"is given without {CertificatePath}");
            }

            return null;
        }

        if (authority == "")
        {
            reader.Contradict(CertificatePath, $"needs {AuthorityPath}, the PEM file of the authority to trust");
            return null;
        }

        var certificate = Load(reader, CertificatePath, "a readable PFX file, or a PEM file with its key in "
            + $"{KeyPath}, that {PasswordPath} opens", () => CertificateFile.Load(file, key, password));
        var authorities = Load(
            reader, AuthorityPath, "a readable PEM file of certificates", () => LoadAuthorities(authority));
        return certificate is null || authorities is null ? null : new ClusterTls(certificate, authorities, mutual);
    }

    public void Apply(TlsOptions options)
    {
        options.LocalCertificate = certificate;
        options.RemoteCertificateMode = mutual
            ? RemoteCertificateMode.RequireCertificate
            : RemoteCertificateMode.AllowCertificate;
        options.ClientCertificateMode = options.RemoteCertificateMode;
        options.RemoteCertificateValidation = IsTrusted;
    }

    private bool IsTrusted(X509Certificate2 remote, X509Chain? received, SslPolicyErrors errors)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (received is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(received.ChainPolicy.ExtraStore);
        }

        return chain.Build(remote);
    }

    private static X509Certificate2Collection LoadAuthorities(string file)
    {
        var found = new X509Certificate2Collection();
        found.ImportFromPemFile(file);
        return found.Count > 0 ? found : throw new CryptographicException("It holds no certificate.");
    }

    private static T? Load<T>(SettingsReader reader, string path, string limit, Func<T> load)
        where T : class
    {
        try
        {
            return load();
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException
            or ArgumentException)
        {
            reader.Refuse(path, limit);
            return null;
        }
    }
}
