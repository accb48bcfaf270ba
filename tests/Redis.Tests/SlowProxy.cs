using System.Net;
using System.Net.Sockets;
using LockActors.TestKit;

namespace LockActors.Redis.Tests;

/// <summary>An HTTP proxy to a redis-server that takes its time for each new connection, as a TLS handshake over a long
/// distance does.</summary>
internal sealed class SlowProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, port: 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly IPEndPoint _server;
    private readonly TimeSpan _delay;
    private readonly Task _accepting;

    public SlowProxy(RedisServer server, TimeSpan delay)
    {
        _server = IPEndPoint.Parse(server.EndPoint);
        _delay = delay;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The keyword of a connection string that leads through it.</summary>
    public string Tunnel => $"tunnel=http:{_listener.LocalEndpoint}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                var from = client.GetStream();
                var request = new byte[1024];
                for (var read = 0; !request.AsSpan(0, read).EndsWith("\r\n\r\n"u8);)
                {
                    read += await from.ReadAtLeastAsync(request.AsMemory(read), 1, cancellationToken: _stop.Token);
                }

                var asked = LivedTime.Now;
                await Poll.UntilAsync(() => LivedTime.Since(asked) >= _delay, "the delay", LockRequests.Patience);
                await server.ConnectAsync(_server, _stop.Token);
                await from.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), _stop.Token);
                await Task.WhenAny(
                    from.CopyToAsync(server.GetStream(), _stop.Token),
                    server.GetStream().CopyToAsync(from, _stop.Token));
            }
            catch (Exception error) when (error is IOException or SocketException or OperationCanceledException)
            {
                // The client gave this connection up.
            }
        }
    }
}
