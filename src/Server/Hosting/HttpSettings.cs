using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LockActors.Server.Hosting;

/// <summary>What a server takes over HTTP. Settings: the section <c>Http</c>.</summary>
public sealed record HttpSettings
{
    private const string CertificatePath = "Http:Tls:Certificate";
    private const string KeyPath = "Http:Tls:Key";
    private const string PasswordPath = "Http:Tls:Password";

    /// <summary>The certificate to show, with its key. Settings <c>Http:Tls:Certificate</c>, <c>Http:Tls:Key</c> and
    /// <c>Http:Tls:Password</c>; default: null, no TLS.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The sites whose pages may use the API. Setting <c>Http:AllowedOrigins</c>; default: none.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>How many connections may be open. Setting <c>Http:MaxConnections</c>; default: 20,000; range: 10 to
    /// 1,000,000.</summary>
    public int MaxConnections { get; init; } = 20_000;

    /// <summary>How long a client may take to send its headers, and how long a body may come in slower than 240 bytes a
    /// second. Setting <c>Http:SlowClientTimeout</c>; default: 10 s; range: 2 s to 2 minutes.</summary>
    public TimeSpan SlowClientTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many requests a second one API key may send, or one address where there is no key. Setting
    /// <c>Http:RequestsPerSecond</c>; default: 0, no limit; range: 0 to 1,000,000.</summary>
    public int RequestsPerSecond { get; init; }

    /// <summary>How many logins a minute may be tried from one address. Setting <c>Http:LoginsPerMinute</c>; default:
    /// 10; range: 1 to 1,000.</summary>
    public int LoginsPerMinute { get; init; } = 10;

    internal static HttpSettings Read(SettingsReader reader)
    {
        var usual = new HttpSettings();
        return new HttpSettings
        {
            Certificate = ReadCertificate(reader),
            AllowedOrigins = reader.List(
                "Http:AllowedOrigins", IsOrigin, "https://HOST or https://HOST:PORT, several with commas between"),
            MaxConnections = reader.Number("Http:MaxConnections", usual.MaxConnections, 10, 1_000_000),
            SlowClientTimeout = reader.Time(
                "Http:SlowClientTimeout", usual.SlowClientTimeout, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(2)),
            RequestsPerSecond = reader.Number("Http:RequestsPerSecond", usual.RequestsPerSecond, 0, 1_000_000),
            LoginsPerMinute = reader.Number("Http:LoginsPerMinute", usual.LoginsPerMinute, 1, 1_000),
        };
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.GetLeftPart(UriPartial.Authority) == text;

    private static X509Certificate2? ReadCertificate(SettingsReader reader)
    {
        var (file, key) = (reader.Text(CertificatePath), reader.Text(KeyPath));
        var password = reader.IsSet(PasswordPath) ? reader.Text(PasswordPath) : null;
        if (file == "")
        {
            if (new[] { KeyPath, PasswordPath }.FirstOrDefault(reader.IsSet) is { } orphan)
            {
                reader.Contradict(orphan, $"is given without {CertificatePath}");
            }

            return null;
        }

        try
        {
            return CertificateFile.Load(file, key, password);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException
            or ArgumentException)
        {
            reader.Refuse(
                CertificatePath,
                $"a readable PFX file, or a PEM file with its key in {KeyPath}, that {PasswordPath} opens");
            return null;
        }
    }
}
