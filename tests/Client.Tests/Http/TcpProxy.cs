using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace LockActors.Client.Tests.Http;

/// <summary>A stretch of network that can be cut, or swallow what it is given.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, bool> _open = new();
    private readonly int _target;
    private readonly Task _accepting;
    private int _accepted;

    public TcpProxy(int target)
    {
        _target = target;
        _listener.Start();
        Address = new Uri($"http://{_listener.LocalEndpoint}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>How many connections there were so far.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Whether what comes is swallowed.</summary>
    public bool Silent { get; init; }

    /// <summary>Cuts all connections with a reset.</summary>
    public void Cut()
    {
        foreach (var connection in _open.Keys)
        {
            connection.Close(timeout: 0);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        Cut();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                _open[client] = true;
                Interlocked.Increment(ref _accepted);
                _ = ForwardAsync(client);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task ForwardAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target);
            _open[server] = true;
            await using var near = new NetworkStream(client);
            await using var far = new NetworkStream(server);
            await await Task.WhenAny(near.CopyToAsync(Silent ? Stream.Null : far), far.CopyToAsync(near));
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            // That is what it is here for.
        }
        finally
        {
            client.Dispose();
            _open.TryRemove(client, out _);
            _open.TryRemove(server, out _);
        }
    }
}
