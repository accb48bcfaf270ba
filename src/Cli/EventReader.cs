using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using LockActors.Client.Http;
using LockActors.Monitoring;
using LockActors.Wire;

namespace LockActors.Cli;

/// <summary>Reads the events of a server, and goes on where it was when the connection breaks. A server that has no
/// events is asked for its locks every second instead.</summary>
internal sealed class EventReader : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>A server that lives sends a sign of life every 15 s, unless it was told otherwise.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly string _server;
    private readonly string _prefix;
    private readonly LockEventKind[] _kinds;
    private string _last = "";
    private bool _isDown;

    /// <summary>Reads the events of locks whose keys begin with a prefix.</summary>
    /// <param name="server">The server.</param>
    /// <param name="prefix">The prefix.</param>
    /// <param name="kinds">The kinds of events; all of them when there is none.</param>
    public EventReader(string server, string prefix, LockEventKind[] kinds)
    {
        (_server, _prefix, _kinds) = (server.TrimEnd('/'), prefix, kinds);
        if (Connection.Key is { } key)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }

    public async IAsyncEnumerable<string> ReadAsync(
        bool json, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            using var response = await OpenAsync(isFirst, cancellationToken).ConfigureAwait(false);
            if (response?.StatusCode == HttpStatusCode.NotFound)
            {
                await foreach (var line in PollAsync(json, cancellationToken).ConfigureAwait(false))
                {
                    yield return line;
                }
            }

            if (response is not null)
            {
                await foreach (var line in LinesAsync(response, json, cancellationToken).ConfigureAwait(false))
                {
                    yield return line;
                }
            }

            await Task.Delay(Pause, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _http.Dispose();

    private static string Describe(LockEvent found)
    {
        var time = found.WaitedFor is { } waited ? $" after waiting {Durations.Show(waited)}"
            : found.HeldFor is { } held ? $" after {Durations.Show(held)}" : "";
        var token = found.Token == 0 ? "" : $" token {found.Token}";
        var by = found.By is null ? "" : $" by {found.By}";
        var reason = found.Reason is null ? "" : $": {found.Reason}";
        return $"{found.At:HH:mm:ss.fff} {found.Kind.ToString().ToLowerInvariant(),-9} {found.Key} "
            + $"{found.Holder}{token}{time}{by}{reason}";
    }

    /// <summary>A stream of events; null when no server answers for the moment.</summary>
    private async Task<HttpResponseMessage?> OpenAsync(bool isFirst, CancellationToken cancellationToken)
    {
        var kinds = string.Join(',', _kinds.Select(LockEventKindConverter.Of));
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            $"{_server}/v1/events?prefix={Uri.EscapeDataString(_prefix)}{(kinds.Length > 0 ? "&kinds=" + kinds : "")}");
        if (_last.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", _last);
        }

        try
        {
            var response = await _http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotFound)
            {
                if (_isDown)
                {
                    _isDown = false;
                    LockCtl.Say($"{_server} answers again");
                }

                return response;
            }

            using (response)
            {
                var why = await ExplainAsync(response, cancellationToken).ConfigureAwait(false);
                var status = (int)response.StatusCode;
                if (isFirst || status is not (429 or >= 500))
                {
                    throw Refuse(new HttpFailure(status, why));
                }

                // Such as a server, or what stands before it, that is not ready yet after a restart.
                TellOnce(why);
                return null;
            }
        }
        catch (HttpRequestException error) when (!isFirst)
        {
            TellOnce(HttpFailure.Explain(error));
            return null;
        }
        catch (HttpRequestException error)
        {
            throw Refuse(new HttpFailure(0, HttpFailure.Explain(error)));
        }
    }

    private LockUnavailableException Refuse(HttpFailure failure)
    {
        Connection.Note(_server, failure);
        return new LockUnavailableException(default, $"{_server} gave {failure.Reason}");
    }

    /// <summary>Tells of an outage when it begins.</summary>
    private void TellOnce(string why)
    {
        if (!_isDown)
        {
            LockCtl.Say($"no events from {_server}: {why}; trying again");
        }

        _isDown = true;
    }

    private static async ValueTask<string> ExplainAsync(
        HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = $"HTTP {(int)response.StatusCode}";
        if (response.Content.Headers.ContentType?.MediaType != WireProblem.MediaType)
        {
            return status;
        }

        var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        var problem = JsonSerializer.Deserialize(body, WireJson.Default.WireProblem);
        return problem?.Detail is { } detail ? $"{status} ({detail.TrimEnd('.')})" : status;
    }

    private async IAsyncEnumerable<string> LinesAsync(
        HttpResponseMessage response, bool json, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var watched = new WatchedStream(stream, Silence, _time);
        var parser = SseParser.Create(watched);
        var reader = parser.EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (reader.ConfigureAwait(false))
        {
            while (await NextAsync(reader).ConfigureAwait(false))
            {
                var found = reader.Current;
                _last = found.EventId ?? _last;
                if (found.EventType == "gap")
                {
                    LockCtl.Say($"events are missing here: {found.Data}");
                }
                else if (found.Data.StartsWith("{\"kind\"", StringComparison.Ordinal))
                {
                    yield return json
                        ? found.Data
                        : Describe(JsonSerializer.Deserialize(found.Data, MonitorJson.Default.LockEvent)!);
                }
            }
        }

        // Signs of life have a position too, so that a stream of rare events goes on from where it broke; but that of
        // an event of which only the beginning came must not count as seen.
        if (watched.IsBetweenEvents && parser.LastEventId.Length > 0)
        {
            _last = parser.LastEventId;
        }
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<SseItem<string>> reader)
    {
        try
        {
            return await reader.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return false;
        }
    }

    private async IAsyncEnumerable<string> PollAsync(
        bool json, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var service = Connection.Open(_server);
        var before = new Dictionary<LockKey, long>();
        while (true)
        {
            var query = new LockQuery { Prefix = _prefix, Limit = LockQuery.MaxLimit };
            var page = await service.ListAsync(query, cancellationToken).ConfigureAwait(false);
            var now = page.Locks.Where(static found => found.Holder is not null)
                .ToDictionary(static found => found.Key, static found => found.Holder!);
            foreach (var (key, holder) in now.Where(
                found => Shows(LockEventKind.Granted)
                    && before.GetValueOrDefault(found.Key) != found.Value.Token.Value))
            {
                yield return Show(LockEventKind.Granted, key, holder.Name, holder.Token.Value, json);
            }

            foreach (var (key, token) in before.Where(
                found => Shows(LockEventKind.Released) && !now.ContainsKey(found.Key)))
            {
                yield return Show(LockEventKind.Released, key, null, token, json);
            }

            before = now.ToDictionary(static found => found.Key, static found => found.Value.Token.Value);
            await Task.Delay(Pause, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool Shows(LockEventKind kind) => _kinds.Length == 0 || _kinds.Contains(kind);

    private static string Show(LockEventKind kind, LockKey key, string? holder, long token, bool json)
    {
        var found = new LockEvent
        {
            Kind = kind,
            At = TimeProvider.System.GetUtcNow(),
            Key = key.Value,
            Holder = holder,
            Token = token,
        };
        return json ? JsonSerializer.Serialize(found, MonitorJson.Default.LockEvent) : Describe(found);
    }
}
