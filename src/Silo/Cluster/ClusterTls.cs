using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LockActors.Silo.Settings;
using Orleans.Connections.Security;

namespace LockActors.Silo.Cluster;

/// <summary>TLS between silos, and between silos and clients of the cluster: one certificate for this silo, and one
/// authority whose certificates are trusted, whatever the host's own store trusts.</summary>
/// <remarks>Names are not compared: silos call each other by IP address, and only members get a certificate of this
/// authority.</remarks>
internal sealed class ClusterTls(X509Certificate2 certificate, X509Certificate2Collection authorities, bool mutual)
{
    /// <summary>Reads the files that the settings name.</summary>
    /// <exception cref="CryptographicException">They do not hold what they should.</exception>
    public static ClusterTls Load(ClusterTlsSettings settings) =>
        new(settings.Load(), LoadAuthorities(settings.Authority), settings.Mutual ?? true);

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

    public static X509Certificate2Collection LoadAuthorities(string file)
    {
        var found = new X509Certificate2Collection();
        found.ImportFromPemFile(file);
        return found.Count > 0 ? found : throw new CryptographicException("It holds no certificate.");
    }
}
