using System.Net.Http.Headers;
using System.Text.Json;

namespace LockActors.Server.Tests;

/// <summary>Reads a stream of server-sent events as a browser does.</summary>
internal sealed class EventReader : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private EventReader(HttpResponseMessage response, Stream stream)
    {
        _response = response;
        _reader = new StreamReader(stream);
    }

    /// <summary>The id of the last event, to come back with.</summary>
    public string LastId { get; private set; } = "";

    public static async Task<EventReader> OpenAsync(
        RunningServer server, string query = "", string lastId = "", string cookies = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, $"/v1/events{query}"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (lastId != "")
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastId);
        }

        if (cookies != "")
        {
            request.Headers.TryAddWithoutValidation("Cookie", cookies);
        }

        var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.EnsureSuccessStatusCode().Content.Headers.ContentType?.MediaType);
        var reader = new EventReader(response, await response.Content.ReadAsStreamAsync());

        // What comes first says that the stream has begun.
        Assert.Equal("retry: 1000", await reader.LineAsync());
        await reader.BlockAsync();
        return reader;
    }

    /// <summary>The next event, heartbeats left out.</summary>
    public async Task<(string Kind, JsonElement Data)> NextAsync()
    {
        while (true)
        {
            if (await BlockAsync() is { Data: { } data } found)
            {
                return (found.Kind, JsonSerializer.Deserialize<JsonElement>(data));
            }
        }
    }

    /// <summary>The next block, which may be a heartbeat.</summary>
    public async Task<(string Kind, string? Data)> BlockAsync()
    {
        var (kind, data) = ("message", (string?)null);
        while (true)
        {
            var line = await LineAsync();
            switch (line.Split(": ", 2))
            {
                case [""]:
                    return (kind, data);
                case ["id", var id]:
                    LastId = id;
                    break;
                case ["event", var name]:
                    kind = name;
                    break;
                case ["data", var text]:
                    data = text;
                    break;
                default:
                    break;
            }
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _response.Dispose();
    }

    private async Task<string> LineAsync()
    {
        using var patience = new CancellationTokenSource(RunningServer.Patience, TimeProvider.System);
        return await _reader.ReadLineAsync(patience.Token) ?? throw new EndOfStreamException();
    }
}
