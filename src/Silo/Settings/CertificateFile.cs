using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LockActors.Silo.Settings;

/// <summary>Reads the certificate of a server.</summary>
internal static class CertificateFile
{
    /// <summary>Reads a certificate with its private key.</summary>
    /// <param name="file">A PFX file, or a PEM file.</param>
    /// <param name="key">The PEM file of the key; empty for a PFX file.</param>
    /// <param name="password">What opens the PFX file or the key; null for none.</param>
    /// <exception cref="CryptographicException">The files do not hold what they should, or the password is
    /// wrong.</exception>
    public static X509Certificate2 Load(string file, string key, string? password)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key == "")
        {
            var loaded = X509CertificateLoader.LoadPkcs12FromFile(file, password);
            return loaded.HasPrivateKey ? loaded : throw new CryptographicException("It holds no private key.");
        }

        using var pem = password is null
            ? X509Certificate2.CreateFromPemFile(file, key)
            : X509Certificate2.CreateFromEncryptedPemFile(file, password, key);

        // Not every platform's TLS takes a key that was never in a PKCS #12 file.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }
}
