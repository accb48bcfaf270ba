using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LockActors.Server.Hosting;

namespace LockActors.Server.Tests.Security;

/// <summary>What answers tell browsers, CORS, host names and TLS.</summary>
public sealed class HeaderTests
{
    private readonly Keys _keys = new();

    [Theory]
    [InlineData("/")]
    [InlineData("/login")]
    [InlineData("/login.css")]
    [InlineData("/health/live")]
    [InlineData("/v1/locks")]
    [InlineData("/v1/locks/%zz")]
    [InlineData("/nothing")]
    public async Task Answer_OfEachKind_CarriesTheSecurityHeaders(string path)
    {
        await using var server = await RunningServer.StartAsync(settings: _keys.Settings);

        foreach (var key in new[] { null, _keys.Reader })
        {
            using var response = await Keys.SendAsync(server, key, "GET", path);
            var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'self'; ", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
            Assert.Equal(["same-origin"], response.Headers.GetValues("Referrer-Policy"));
            Assert.True(response.Headers.CacheControl is { NoStore: true } or { NoCache: true });
            Assert.False(response.Headers.Contains("Server"));
            Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
            Assert.False(response.Headers.Contains("Strict-Transport-Security"));
        }
    }

    [Theory]
    [InlineData("https://ops.example", true)]
    [InlineData("https://ops.example:444", false)]
    [InlineData("https://evil.example", false)]
    [InlineData("null", false)]
    public async Task Cors_OfAllowedOrigins_IsForThemAlone(string origin, bool isAllowed)
    {
        var settings = _keys.Settings with { Http = new HttpSettings { AllowedOrigins = ["https://ops.example"] } };
        await using var server = await RunningServer.StartAsync(settings: settings);

        using var preflight = await Keys.SendAsync(
            server, null, "OPTIONS", "/v1/locks/k/acquire", null,
            ("Origin", origin), ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "authorization"));
        using var change = await Keys.SendAsync(
            server, _keys.Locker, "POST", "/v1/locks/k/acquire", "{}", ("Origin", origin));

        Assert.Equal(isAllowed, preflight.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.False(preflight.Headers.Contains("Access-Control-Allow-Credentials"));
        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, change.StatusCode);
    }

    [Theory]
    [InlineData("localhost", 200)]
    [InlineData("127.0.0.1:8080", 200)]
    [InlineData("evil.example", 400)]
    [InlineData("", 400)]
    public async Task HostName_OnLoopbackWithoutKeys_IsLoopbacks(string host, int status)
    {
        await using var server = await RunningServer.StartAsync();

        var answer = await RawHttp.AskAsync(server.Address, $"GET /v1/locks HTTP/1.1\r\nHost: {host}\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_OfTheSettings_IsShown_AndCookiesAreSecure()
    {
        using var certificate = NewCertificate();
        var settings = _keys.Settings with { Http = new HttpSettings { Certificate = certificate } };
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

        static string? Read(params string[] args) =>
            LockHost.TryRead(args, new LockHostRecipe("test", static (_, _) => { }), out var settings, out _)
                ? settings.Http.Certificate!.Thumbprint
                : null;
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
