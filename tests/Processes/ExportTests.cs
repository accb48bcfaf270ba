using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LockActors.TestKit;

namespace LockActors.Processes;

/// <summary>A server sends metrics, traces and logs to a collector that the environment names.</summary>
public sealed class ExportTests : IAsyncLifetime
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static readonly string[] Signals = ["logs", "metrics", "traces"];

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private OtlpReceiver _receiver = null!;
    private ChildProcess? _server;

    public async Task InitializeAsync()
    {
        _receiver = await OtlpReceiver.StartAsync();
        _http.DefaultRequestHeaders.Add("traceparent", $"00-{Trace}-00f067aa0ba902b7-01");
    }

    public async Task DisposeAsync()
    {
        _server?.Dispose();
        _http.Dispose();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task Signals_WhileItRuns_AreSentUnderTheNameOfTheService()
    {
        await StartServerAsync(
            ("OTEL_METRIC_EXPORT_INTERVAL", "100"),
            ("OTEL_BSP_SCHEDULE_DELAY", "100"),
            ("OTEL_BLRP_SCHEDULE_DELAY", "100"));

        await UseLocksAsync();

        await ArrivesAsync("metrics", "lockactors.grants");
        await ArrivesAsync("metrics", "lockactors.lease.duration", "lock.reason", "released");
        await ArrivesAsync("metrics", "http.server.request.duration");
        await ArrivesAsync("traces", "lockactors.actor.acquire", "lock.key", "exported");
        await ArrivesAsync("logs", "LockActors.Audit", "over HTTP to revoke lock exported");
        await Poll.UntilAsync(
            () => _receiver.Has(
                "traces", Convert.FromHexString(Trace), Encoding.UTF8.GetBytes("lockactors.actor.acquire")),
            "the span in the trace of the request", ChildProcess.Patience);
    }

    [Fact]
    public async Task Signals_AtAStop_AreSentBeforeTheProcessEnds()
    {
        await StartServerAsync();
        await UseLocksAsync();

        await StopServerAsync();

        Assert.Equal(Signals, _receiver.Signals);
        Assert.True(Has("metrics", "lockactors.grants"));
        Assert.True(Has("traces", "lockactors.actor.acquire"));
        Assert.True(Has("logs", "over HTTP to revoke lock exported"));
    }

    [Theory]
    [InlineData("OTEL_LOGS_EXPORTER", "metrics,traces")]
    [InlineData("OTEL_METRICS_EXPORTER", "logs,traces")]
    [InlineData("OTEL_TRACES_EXPORTER", "logs,metrics")]
    public async Task Signals_WhoseExporterIsNone_AreNotSent(string variable, string others)
    {
        await StartServerAsync((variable, "none"));
        await UseLocksAsync();

        await StopServerAsync();

        Assert.Equal(others.Split(','), _receiver.Signals);
    }

    private async Task StartServerAsync(params (string Name, string Value)[] environment)
    {
        var start = Executables.OfThisBuild("LockActors.Silo", ["--port", "0"]);
        start.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = _receiver.Address;
        start.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        start.Environment["OTEL_SERVICE_NAME"] = "the-locks-of-a-test";
        start.Environment["NO_PROXY"] = IPAddress.Loopback.ToString();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _server = new ChildProcess(start);
        var address = await _server.HearAsync("LockActors (silo) listening on ");
        _http.BaseAddress = new Uri(address);
    }

    private async Task StopServerAsync()
    {
        _server!.Process.Terminate();
        await _server.Process.WaitForExitAsync().WaitAsync(ChildProcess.Patience);
    }

    /// <summary>Acquires and releases a lock, then acquires and revokes it, which is logged.</summary>
    private async Task UseLocksAsync()
    {
        var lease = await AcquireAsync();
        using var release = await _http.PostAsJsonAsync("/v1/locks/exported/release", new { leaseId = lease });
        Assert.Equal(HttpStatusCode.OK, release.StatusCode);
        await AcquireAsync();
        using var revoke = await _http.DeleteAsync("/v1/locks/exported");
        Assert.Equal(HttpStatusCode.OK, revoke.StatusCode);
    }

    private async Task<string> AcquireAsync()
    {
        using var answer = await _http.PostAsJsonAsync(
            "/v1/locks/exported/acquire", new { requestId = Guid.NewGuid(), ttlMs = 60_000 });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var granted = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return granted.GetProperty("leaseId").GetString()!;
    }

    private Task ArrivesAsync(string signal, params string[] texts) => Poll.UntilAsync(
        () => Has(signal, texts), $"{string.Join(", ", texts)} in {signal}", ChildProcess.Patience);

    /// <summary>Whether a body has all of these, and says whose it is.</summary>
    private bool Has(string signal, params string[] texts) => _receiver.Has(
        signal, [.. texts.Append("the-locks-of-a-test").Select(Encoding.UTF8.GetBytes)]);
}
