using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LockActors.Monitoring;
using LockActors.Server.Api;
using LockActors.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace LockActors.Server.Tests;

public sealed class EventTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Stream_TellsWhatHappens_InOrder()
    {
        await using var server = await RunningServer.StartAsync();
        using var events = await EventReader.OpenAsync(server);

        var grant = await TakeAsync(server, "a/1", "me");
        await server.Service.ReleaseAsync("a/1", grant.LeaseId);

        var (granted, data) = await events.NextAsync();
        Assert.Equal(("granted", "a/1", "me"), (granted, Text(data, "key"), Text(data, "holder")));
        Assert.Equal(grant.Token.Value, data.GetProperty("token").GetInt64());
        var (released, end) = await events.NextAsync();
        Assert.Equal(("released", "a/1"), (released, Text(end, "key")));
        Assert.True(end.GetProperty("heldForMs").GetDouble() >= 0);
        Assert.DoesNotContain(grant.LeaseId.Reveal(), data.GetRawText() + end.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_ThatComesBackWithItsLastId_MissesNothingAndSeesNothingTwice()
    {
        await using var server = await RunningServer.StartAsync();
        var seen = new List<string>();
        var lastId = "";
        for (var round = 0; round < 5; round++)
        {
            using var events = await EventReader.OpenAsync(server, lastId: lastId);
            for (var i = 0; i < 20; i++)
            {
                await TakeAsync(server, Key((round * 40) + i));
            }

            for (var i = 0; i < (round == 0 ? 20 : 40); i++)
            {
                var (kind, data) = await events.NextAsync();
                Assert.Equal("granted", kind);
                seen.Add(Text(data, "key"));
            }

            lastId = events.LastId;
            events.Dispose();
            for (var i = 20; i < 40; i++)
            {
                await TakeAsync(server, Key((round * 40) + i));
            }
        }

        Assert.Equal(Enumerable.Range(0, 180).Select(Key), seen);
    }

    [Fact]
    public async Task Stream_WhoseIdIsOfAnEarlierServer_IsToldOfAGap()
    {
        await using var server = await RunningServer.StartAsync();

        using var events = await EventReader.OpenAsync(server, lastId: "earlier=17");

        Assert.Equal("gap", (await events.NextAsync()).Kind);
    }

    [Fact]
    public async Task Stream_WithFilters_ShowsOnlyWhatWasAskedFor()
    {
        await using var server = await RunningServer.StartAsync();
        using var events = await EventReader.OpenAsync(server, "?prefix=a%2F&kinds=revoked,expired");
        await TakeAsync(server, "b/1");
        await TakeAsync(server, "a/1");
        await server.Service.RevokeAsync("b/1");

        using var response = await server.SendAsync(
            HttpMethod.Delete, "/v1/locks/a/1", "{\"reason\":\"stuck since noon\"}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var (kind, data) = await events.NextAsync();
        Assert.Equal(
            ("revoked", "a/1", "stuck since noon"), (kind, Text(data, "key"), Text(data, "reason")));
    }

    [Fact]
    public async Task Stream_WithATail_BeginsWithTheLastEvents()
    {
        await using var server = await RunningServer.StartAsync();
        using var first = await EventReader.OpenAsync(server);
        for (var i = 0; i < 10; i++)
        {
            await TakeAsync(server, Key(i));
            await first.NextAsync();
        }

        using var events = await EventReader.OpenAsync(server, "?tail=3");

        Assert.Equal(Key(7), Text((await events.NextAsync()).Data, "key"));
    }

    [Fact]
    public async Task Stream_WithNothingToSay_SaysSo()
    {
        await using var server = await RunningServer.StartAsync(
            configure: options => options.EventHeartbeat = TimeSpan.FromMilliseconds(100));
        using var events = await EventReader.OpenAsync(server, "?prefix=none");
        await Poll.UntilAsync(
            () => events.Position != "" && events.Pause == TimeSpan.FromSeconds(1), "the beginning of the stream",
            RunningServer.Patience);
        var before = events.Position;
        await TakeAsync(server, "other");

        // The heartbeat carries the position past what the filter leaves out, and is no event.
        await Poll.UntilAsync(
            () => events.Position != before, "a heartbeat with a new position", RunningServer.Patience);
        Assert.Equal("", events.LastId);
    }

    [Fact]
    public async Task Stream_OfASlowReader_IsToldOfAGap_AndHoldsUpNoOtherReader()
    {
        await using var server = await RunningServer.StartAsync();
        using var slow = await ConnectAsync(server);
        using var quick = await EventReader.OpenAsync(server);

        // More than the ring and the socket's buffers hold together.
        var holder = new string('o', HolderName.MaxLength);
        for (var i = 0; i < 3 * NumberedRing<LockEvent>.Capacity; i += 1000)
        {
            for (var j = 0; j < 1000; j++)
            {
                await TakeAsync(server, $"{i + j}/{new string('k', 400)}", holder);
            }

            for (var j = 0; j < 1000; j++)
            {
                Assert.Equal("granted", (await quick.NextAsync()).Kind);
            }
        }

        using var reader = new StreamReader(slow.GetStream());
        using var patience = new CancellationTokenSource(RunningServer.Patience, TimeProvider.System);
        string? line;
        do
        {
            line = await reader.ReadLineAsync(patience.Token);
        }
        while (line is not null && line != "event: gap");
        Assert.Equal("event: gap", line);
        Assert.Matches("data: {\"missed\":[1-9][0-9]*}", await reader.ReadLineAsync(patience.Token));
    }

    [Fact]
    public async Task Stream_OfAReaderThatTakesNothing_Ends()
    {
        await using var server = await RunningServer.StartAsync(
            configure: options => options.EventWriteTimeout = TimeSpan.FromMilliseconds(200));
        using var stuck = await ConnectAsync(server);
        var hub = server.Services.GetRequiredService<EventHub>();
        var key = new string('k', 500);

        await Poll.UntilAsync(
            async () =>
            {
                var grant = await TakeAsync(server, key);
                await server.Service.ReleaseAsync(key, grant.LeaseId);
                for (var i = 0; i < 500; i++)
                {
                    await server.Service.ReleaseAsync(key, (await TakeAsync(server, key)).LeaseId);
                }

                return hub.Streams == 0;
            },
            "the end of the stream",
            TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Stream_WhoseClientIsGone_Ends()
    {
        await using var server = await RunningServer.StartAsync(
            configure: options => options.EventHeartbeat = TimeSpan.FromMilliseconds(100));
        var hub = server.Services.GetRequiredService<EventHub>();
        using (var client = await ConnectAsync(server))
        {
            client.Client.Shutdown(SocketShutdown.Send);
            await Poll.UntilAsync(() => hub.Streams == 0, "the end of the stream", RunningServer.Patience);
        }
    }

    [Fact]
    public async Task Streams_AThousandAtOnce_AllHearEverything()
    {
        const int Count = 1000;
        const int Events = 20;
        await using var server = await RunningServer.StartAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var readers = await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => EventReader.OpenAsync(server)));
        var opened = GC.GetTotalMemory(forceFullCollection: true);
        var cpu = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < Events; i++)
        {
            await TakeAsync(server, Key(i));
        }

        var heard = await Task.WhenAll(readers.Select(async reader =>
        {
            var keys = new List<string>();
            for (var i = 0; i < Events; i++)
            {
                keys.Add(Text((await reader.NextAsync()).Data, "key"));
            }

            return keys;
        }));

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{(opened - before) / Count / 1024.0:0.0} KB a stream, client and server; "
            + $"{(Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds:0} ms of CPU for {Count * Events} events"));
        Assert.All(heard, keys => Assert.Equal(Enumerable.Range(0, Events).Select(Key), keys));
        foreach (var reader in readers)
        {
            reader.Dispose();
        }

        var hub = server.Services.GetRequiredService<EventHub>();
        await Poll.UntilAsync(() => hub.Streams == 0, "the end of all streams", RunningServer.Patience);
    }

    [Fact]
    public async Task Streams_BeyondTheLimit_AreRefused()
    {
        await using var server = await RunningServer.StartAsync(configure: options => options.MaxEventStreams = 1);
        using var first = await EventReader.OpenAsync(server);

        using var second = await server.SendAsync(HttpMethod.Get, "/v1/events");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
    }

    [Theory]
    [InlineData("?kinds=nonsense", "kinds")]
    [InlineData("?after=nonsense", "after")]
    [InlineData("?tail=1001", "tail")]
    [InlineData("?colour=red", "colour")]
    public async Task Stream_OfABadRequest_IsRefused(string query, string field)
    {
        await using var server = await RunningServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Get, $"/v1/events{query}");

        var problem = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
        Assert.Equal(
            (HttpStatusCode.BadRequest, field), (response.StatusCode, Text(problem, "field")));
    }

    /// <summary>Opens a stream and reads only until it has begun.</summary>
    private static async Task<TcpClient> ConnectAsync(RunningServer server)
    {
        var hub = server.Services.GetRequiredService<EventHub>();
        var before = hub.Streams;
        var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(server.Address.Host, server.Address.Port);
        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes("GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        await Poll.UntilAsync(() => hub.Streams > before, "the stream", RunningServer.Patience);
        return client;
    }

    private static async Task<LockGrant> TakeAsync(RunningServer server, LockKey key, HolderName holder = default)
    {
        var request = new LockRequest { Id = RequestId.New(), Holder = holder };
        return (await server.Service.AcquireAsync(key, request)).Grant!;
    }

    private static string Key(int number) => number.ToString("key-0000", CultureInfo.InvariantCulture);

    private static string Text(JsonElement data, string name) => data.GetProperty(name).GetString() ?? "";
}
