using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LockActors.Cli.Processes;
using LockActors.Client;
using LockActors.TestKit;
using Microsoft.Extensions.Logging;

namespace LockActors.Cli.Tests;

/// <summary>What lockctl tells of a server that dies, refuses, or cannot be trusted.</summary>
public sealed class OutageTests
{
    private readonly List<string> _said = [];

    [Fact]
    public async Task ServerThatDies_WhileAcquireWaits_IsToldOnceWithARoundedTime()
    {
        using var server = await Server.StartAsync();
        await server.Service.AcquireAsync("k", new LockRequest { Id = RequestId.New() });
        using var waiting = Started.LockCtl(server.Address, "acquire", "k", "--wait", "10s");
        await server.WaitersAsync("k", 1);

        server.Signal(Native.SigKill);

        Assert.Equal(ExitCodes.NoServer, await waiting.ExitCodeAsync());
        var lines = (await waiting.Error).TrimEnd('\n').Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Matches(
            $@"^lockctl: {server.Address} does not answer \(.+\); trying again for \d+\.\ds$", lines[0]);
        Assert.Matches($@"^lockctl: {server.Address} did not answer for 'k': .+$", lines[1]);
    }

    [Fact]
    public async Task ServerThatDies_WhileRunHolds_IsToldOnceWithARoundedTime()
    {
        using var server = await Server.StartAsync();
        using var run = Started.LockCtl(
            server.Address, "run", "k", "--ttl", "8s", "--", "sh", "-c", "echo up; exec sleep 100");
        Assert.Equal("up", await run.ReadLineAsync());

        server.Signal(Native.SigKill);

        Assert.Equal(ExitCodes.Lost, await run.ExitCodeAsync());
        var error = await run.Error;
        Assert.Single(error.Split('\n'), line => line.Contains("cannot be renewed", StringComparison.Ordinal));
        Assert.Matches(@"lock 'k' cannot be renewed \(.+\); it stays held for \d\.\ds, trying again until then", error);
        Assert.Contains("lock 'k' is lost: stopping the command", error, StringComparison.Ordinal);
        Assert.Equal(3, error.TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public void Renewals_ThatFailAgainAfterOneThatSucceeded_AreToldAgain()
    {
        var log = new StderrLog<LockClient>(say: _said.Add, cause: () => "Connection refused");

        foreach (var left in new[] { 3.336, 2.5, 3.2, 0.1 })
        {
            Log(log, "RenewalFailed", ("Key", "k"), ("Left", TimeSpan.FromSeconds(left)));
        }

        Assert.Equal(
            [
                "lock 'k' cannot be renewed (Connection refused); it stays held for 3.3s, trying again until then",
                "lock 'k' cannot be renewed (Connection refused); it stays held for 3.2s, trying again until then",
            ],
            _said);
    }

    [Theory]
    [InlineData(0, "http://a does not answer (Connection refused); trying again")]
    [InlineData(3600, "http://a does not answer (Connection refused); trying again for 1h00m")]
    public void Attempts_OfManyRequests_AreToldOnce(int wait, string said)
    {
        var time = new SimClock();
        var log = new StderrLog<LockClient>(TimeSpan.FromSeconds(wait), _said.Add, time: time);

        Log(log, "TryingAgain", ("Server", "http://a"), ("Failure", "Connection refused"));
        Log(log, "TryingAgain", ("Server", "http://a"), ("Failure", "Connection refused"));

        Assert.Equal([said], _said);
    }

    [Fact]
    public void Release_WithoutAnAnswer_IsToldUnlessTheLockIsLost()
    {
        var log = new StderrLog<LockClient>(say: _said.Add, cause: () => null);

        Log(log, "ReleaseGivenUp", ("Key", "k"), ("Ttl", TimeSpan.FromSeconds(5)));
        Log(log, "LockLost", ("Key", "k"));
        Log(log, "ReleaseGivenUp", ("Key", "k"), ("Ttl", TimeSpan.FromSeconds(5)));

        Assert.Equal(
            [
                "the release of lock 'k' got no answer (unknown cause); it ends by itself within 5.0s",
                "LockLost as the library says it",
            ],
            _said);
    }

    [Theory]
    [InlineData("ls")]
    [InlineData("acquire|k")]
    [InlineData("run|k|--|true")]
    [InlineData("watch")]
    public async Task Certificate_ThatIsNotTrusted_ShowsItsCause(string line)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var certificate = SelfSigned();
        var serving = ServeTlsAsync(listener, certificate);

        var result = await Started.LockCtlAsync($"https://{listener.LocalEndpoint}", line.Split('|'));

        Assert.Equal(ExitCodes.NoServer, result.Code);
        Assert.Contains("the TLS connection failed: The remote certificate is", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("see inner exception", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
        listener.Stop();
        await serving;
    }

    [Theory]
    [InlineData("ls")]
    [InlineData("show|a/1")]
    [InlineData("acquire|a/1")]
    [InlineData("renew|a/1|--lease|0123456789abcdef0123456789abcdef")]
    [InlineData("release|a/1|--lease|0123456789abcdef0123456789abcdef")]
    [InlineData("revoke|a/1|--reason|it hangs")]
    [InlineData("run|a/1|--|true")]
    [InlineData("watch")]
    public async Task ApiKey_ThatIsMissingOrWrong_IsToldSo(string line)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = RefuseAsync(listener);
        var address = $"http://{listener.LocalEndpoint}";

        var missing = await Started.LockCtlAsync(address, line.Split('|'));
        using var other = Started.LockCtlBehind(["env", "LOCKACTORS_API_KEY=lak_x"], address, line.Split('|'));
        var wrong = await other.Error;

        Assert.Equal((ExitCodes.NoServer, ExitCodes.NoServer), (missing.Code, await other.ExitCodeAsync()));
        Assert.StartsWith(
            "lockctl: the API key is missing, set LOCKACTORS_API_KEY or --key-file: ",
            missing.Error,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "lockctl: the API key is wrong, see LOCKACTORS_API_KEY or --key-file: ", wrong, StringComparison.Ordinal);
        Assert.All(new[] { missing.Error, wrong }, error =>
        {
            Assert.Single(error.TrimEnd('\n').Split('\n'));
            Assert.DoesNotContain("did not answer", error, StringComparison.Ordinal);
            Assert.Contains("gave HTTP 401 (No)", error, StringComparison.Ordinal);
        });
        listener.Stop();
        await serving;
    }

    [Fact]
    public void Failure_OfAnotherKind_IsToldAsTheServiceSaysIt()
    {
        var error = new LockUnavailableException("k", "one of three masters answers");

        Assert.Equal(error.Message, Connection.Explain(error, "http://a", 503, "HTTP 503", true));
        Assert.Equal(error.Message, Connection.Explain(error, null, null, null, true));
        Assert.Equal(
            "the API key does not allow this: http://a gave HTTP 403 (No)",
            Connection.Explain(error, "http://a", 403, "HTTP 403 (No)", true));
    }

    private static void Log(
        StderrLog<LockClient> log, string name, params IEnumerable<(string Name, object? Value)> values) => log.Log(
        LogLevel.Warning,
        new EventId(1, name),
        values.Select(static value => KeyValuePair.Create(value.Name, value.Value)),
        null,
        (_, _) => $"{name} as the library says it");

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    private static Task ServeTlsAsync(TcpListener listener, X509Certificate2 certificate) => ServeAsync(
        listener,
        async stream =>
        {
            await using var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(certificate);
            await tls.ReadExactlyAsync(new byte[1]);
        });

    /// <summary>Lives, and refuses all else.</summary>
    private static Task RefuseAsync(TcpListener listener) => ServeAsync(
        listener,
        async stream =>
        {
            using var reader = new StreamReader(stream);
            var first = await reader.ReadLineAsync() ?? "";
            var length = 0;
            while (await reader.ReadLineAsync() is { Length: > 0 } header)
            {
                length = header.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase)
                    ? int.Parse(header["Content-Length: ".Length..], CultureInfo.InvariantCulture)
                    : length;
            }

            if (length > 0)
            {
                await reader.ReadBlockAsync(new char[length]);
            }

            var isLive = first.Contains("/health/live", StringComparison.Ordinal);
            var body = isLive ? """{"status":"live"}""" : """{"status":401,"detail":"No."}""";
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(
                $"HTTP/1.1 {(isLive ? "200 OK" : "401 Unauthorized")}\r\nConnection: close\r\n"
                + $"Content-Type: application/{(isLive ? "" : "problem+")}json\r\n"
                + $"Content-Length: {body.Length}\r\n\r\n{body}"));
        });

    /// <summary>Serves one connection after another until the listener is stopped.</summary>
    private static async Task ServeAsync(TcpListener listener, Func<NetworkStream, Task> serve)
    {
        while (true)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync();
                await serve(client.GetStream());
            }
            catch (Exception error) when (error is IOException or AuthenticationException)
            {
                // The client went away.
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
