using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LockActors.Processes;

/// <summary>A collector on a free port of this machine, which takes OTLP over HTTP and keeps what it is sent. Texts and
/// ids stand in protobuf as they are, so looking for their bytes is enough.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private const string MediaType = "application/x-protobuf";

    private readonly ConcurrentQueue<(string Signal, byte[] Body)> _bodies = new();
    private readonly WebApplication _app;

    private OtlpReceiver(WebApplication app)
    {
        _app = app;
        app.MapPost("/v1/{signal}", TakeAsync);
    }

    public string Address => _app.Urls.First();

    /// <summary>The signals that were sent: traces, metrics, logs.</summary>
    public IEnumerable<string> Signals => _bodies.Select(sent => sent.Signal).Distinct().Order(StringComparer.Ordinal);

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new OtlpReceiver(builder.Build());
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Whether one body of the signal has all of these.</summary>
    public bool Has(string signal, params byte[][] parts) => _bodies.Any(sent =>
        sent.Signal == signal && Array.TrueForAll(parts, part => sent.Body.AsSpan().IndexOf(part) >= 0));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> TakeAsync(string signal, HttpRequest request)
    {
        if (request.ContentType != MediaType)
        {
            return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        _bodies.Enqueue((signal, body.ToArray()));

        // An empty message: everything was taken.
        return Results.Bytes([], MediaType);
    }
}
