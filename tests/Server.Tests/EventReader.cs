using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace LockActors.Server.Tests;

/// <summary>Reads a stream of server-sent events as a browser does.</summary>
internal sealed class EventReader : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly SseParser<string> _parser;
    private readonly IAsyncEnumerator<SseItem<string>> _items;
    private Task<bool> _next;

    private EventReader(HttpResponseMessage response, Stream stream)
    {
        _response = response;
        _parser = SseParser.Create(stream);
        _items = _parser.EnumerateAsync().GetAsyncEnumerator();
        _next = _items.MoveNextAsync().AsTask();
    }

    /// <summary>The id of the last event that was read, to come back with.</summary>
    public string LastId { get; private set; } = "";

    /// <summary>The last id that came, which may be that of a sign of life.</summary>
    public string Position => _parser.LastEventId;

    /// <summary>The pause that the server asks for before a reader comes back.</summary>
    public TimeSpan Pause => _parser.ReconnectionInterval;

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
        return new EventReader(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event, signs of life left out.</summary>
    public async Task<(string Kind, JsonElement Data)> NextAsync()
    {
        if (!await _next.WaitAsync(RunningServer.Patience, TimeProvider.System))
        {
            throw new EndOfStreamException();
        }

        var found = _items.Current;
        LastId = found.EventId ?? LastId;
        _next = _items.MoveNextAsync().AsTask();
        return (found.EventType, JsonSerializer.Deserialize<JsonElement>(found.Data));
    }

    public void Dispose() => _response.Dispose();
}
