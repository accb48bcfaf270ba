using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LockActors.Silo.Hosting;
using LockActors.Silo.Settings;
using LockActors.TestKit;

namespace LockActors.Server.Tests.Security;

/// <summary>TLS of the HTTP port.</summary>
public sealed class CertificateTests
{
    private readonly Keys _keys = new();

    [Fact]
    public async Task Certificate_OfTheSettings_IsShown_AndCookiesAreSecure()
    {
        using var certificate = NewCertificate();
        using var file = new CertificateOnDisk(certificate);
        var settings = _keys.Settings with { Http = new HttpSettings { Tls = file.Settings } };
        await using var server = await RunningServer.StartAsync(settings: settings);
        using var browser = new Browser(server.Address);

        using var login = await browser.LogInAsync(_keys.Admin);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, "/health/live"));
        request.Headers.Host = "locks.example";
        using var http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) =>
                shown!.GetCertHashString() == certificate.GetCertHashString() },
        });
        using var live = await http.SendAsync(request);

        Assert.Equal("https", server.Address.Scheme);
        Assert.Equal(HttpStatusCode.Found, login.StatusCode);
        Assert.All(
            login.Headers.GetValues("Set-Cookie"),
            line => Assert.Contains("secure", line, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(["max-age=31536000"], live.Headers.GetValues("Strict-Transport-Security"));
    }

    [Fact]
    public void Certificate_OfAPemAndAPfxFile_IsRead()
    {
        using var certificate = NewCertificate();
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var (pem, key) = (Path.Combine(folder.FullName, "c.pem"), Path.Combine(folder.FullName, "k.pem"));
            var pfx = Path.Combine(folder.FullName, "c.pfx");
            File.WriteAllText(pem, certificate.ExportCertificatePem());
            File.WriteAllText(key, certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
            File.WriteAllBytes(pfx, certificate.Export(X509ContentType.Pkcs12, "p w"));

            Assert.Equal(certificate.Thumbprint, Read("--Http:Tls:Certificate", pem, "--Http:Tls:Key", key));
            Assert.Equal(certificate.Thumbprint, Read("--Http:Tls:Certificate", pfx, "--Http:Tls:Password", "p w"));
            Assert.Null(Read("--Http:Tls:Certificate", pfx, "--Http:Tls:Password", "wrong"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static string? Read(params string[] args)
        {
            var errors = SettingsBinder.Bind(new SettingsSources(CommandLine.Read(args)!), out var settings);
            return errors.Count == 0 ? settings.Http.Tls.Load().Thumbprint : null;
        }
    }

    [Fact]
    public async Task Certificate_ReplacedOnDisk_IsShownToNewConnections()
    {
        using var first = NewCertificate();
        using var second = NewCertificate();
        using var file = new CertificateOnDisk(first);
        var settings = _keys.Settings with { Http = new HttpSettings { Tls = file.Settings } };
        await using var server = await RunningServer.StartAsync(settings: settings);
        using var before = await ConnectAsync(server.Address);
        Assert.Equal(first.Thumbprint, ThumbprintOf(before));

        file.Write(second);

        await Poll.UntilAsync(
            async () => await ShownAsync(server.Address) == second.Thumbprint,
            "the new certificate is shown",
            RunningServer.Patience);
        await before.WriteAsync("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(before);
        Assert.Equal("HTTP/1.1 200 OK", await reader.ReadLineAsync());
    }

    [Fact]
    public void Certificate_ReplacedByAFileThatIsNone_StaysTheLastOne()
    {
        using var first = NewCertificate();
        using var second = NewCertificate();
        using var file = new CertificateOnDisk(first);
        var clock = new SimClock();
        var lines = new List<string>();
        var certificate = new ServerCertificate(
            file.Settings, clock, new CallbackLog<ServerCertificate>((_, line) => lines.Add(line)));

        file.Write([1, 2, 3]);
        Assert.Equal(first.Thumbprint, ShownAfterASecond());
        Assert.Contains("changed and cannot be read", Assert.Single(lines), StringComparison.Ordinal);
        Assert.Equal(first.Thumbprint, ShownAfterASecond());
        Assert.Single(lines);
        file.Write(second);

        Assert.Equal(second.Thumbprint, ShownAfterASecond());

        string ShownAfterASecond()
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return certificate.Current().ServerCertificateContext!.TargetCertificate.Thumbprint;
        }
    }

    private static async Task<string> ShownAsync(Uri server)
    {
        using var connection = await ConnectAsync(server);
        return ThumbprintOf(connection);
    }

    private static string ThumbprintOf(SslStream connection) =>
        ((X509Certificate2)connection.RemoteCertificate!).Thumbprint;

    private static async Task<SslStream> ConnectAsync(Uri server)
    {
        var tcp = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await tcp.ConnectAsync(server.Host, server.Port);
        var tls = new SslStream(new NetworkStream(tcp, ownsSocket: true), false, static (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync(server.Host);
        return tls;
    }

    /// <summary>A certificate with its key in a PFX file of a folder of its own.</summary>
    private sealed class CertificateOnDisk : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

        public CertificateOnDisk(X509Certificate2 certificate) => Write(certificate);

        public TlsSettings Settings => new() { Certificate = Path };

        private string Path => System.IO.Path.Combine(_folder.FullName, "server.pfx");

        /// <summary>Puts it in place at once, as tools that renew certificates do.</summary>
        public void Write(X509Certificate2 certificate) => Write(certificate.Export(X509ContentType.Pkcs12));

        public void Write(byte[] bytes)
        {
            var next = Path + ".next";
            File.WriteAllBytes(next, bytes);
            File.Move(next, Path, overwrite: true);
        }

        public void Dispose() => _folder.Delete(recursive: true);
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(
            "CN=locks.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(
            made.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
