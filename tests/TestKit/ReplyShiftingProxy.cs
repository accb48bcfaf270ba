using System.Net;
using System.Net.Sockets;

namespace LockActors.TestKit;

/// <summary>Stands between a client and a redis-server, and on request shifts the replies of every open connection by
/// one command. That is what a client library does that matches a buffered reply to the wrong command
/// (StackExchange.Redis before 3.4.31).</summary>
public sealed class ReplyShiftingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, port: 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly IPEndPoint _server;
    private readonly Task _accepting;
    private int _accepted;
    private int _shiftedBefore;
    private int _shifted;
    private bool _swallows;

    private ReplyShiftingProxy(IPEndPoint server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where to connect: <c>127.0.0.1:port</c>.</summary>
    public string EndPoint => $"{_listener.LocalEndpoint}";

    /// <summary>How many connections were accepted so far.</summary>
    public int Connections => Volatile.Read(ref _accepted);

    /// <summary>How many connections were shifted so far.</summary>
    public int Shifted => Volatile.Read(ref _shifted);

    /// <summary>Starts a proxy.</summary>
    /// <param name="server">The server behind it.</param>
    public static ReplyShiftingProxy Before(RedisServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return new(IPEndPoint.Parse(server.EndPoint));
    }

    /// <summary>Shifts the replies on all connections that are open now, once each; later connections are left
    /// alone.</summary>
    /// <param name="swallow">Whether to leave out one reply, so that later ones come a command too early, or to deliver
    /// one twice, so that they come a command too late.</param>
    public void Shift(bool swallow)
    {
        _swallows = swallow;
        Volatile.Write(ref _shiftedBefore, Connections);
    }

    /// <inheritdoc/>
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
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                connections.Add(CarryAsync(client, Interlocked.Increment(ref _accepted)));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task CarryAsync(TcpClient client, int number)
    {
        using var near = client;
        using var far = new TcpClient { NoDelay = true };
        near.NoDelay = true;
        try
        {
            await far.ConnectAsync(_server, _stop.Token);
            await Task.WhenAny(
                near.GetStream().CopyToAsync(far.GetStream(), _stop.Token),
                CarryRepliesAsync(far.GetStream(), near.GetStream(), number));
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or SocketException)
        {
            // The client or the server went.
        }
    }

    private async Task CarryRepliesAsync(NetworkStream from, NetworkStream to, int number)
    {
        var buffer = new byte[1 << 20];
        var (filled, isShifted) = (0, false);
        int read;
        while ((read = await from.ReadAsync(buffer.AsMemory(filled), _stop.Token)) > 0)
        {
            filled += read;
            int length;
            while ((length = RespFrames.LengthOfFirst(buffer.AsSpan(0, filled))) > 0)
            {
                var copies = 1;
                if (!isShifted && number <= Volatile.Read(ref _shiftedBefore) && !RespFrames.IsPush(buffer))
                {
                    isShifted = true;
                    Interlocked.Increment(ref _shifted);
                    copies = _swallows ? 0 : 2;
                }

                for (; copies > 0; copies--)
                {
                    await to.WriteAsync(buffer.AsMemory(0, length), _stop.Token);
                }

                buffer.AsSpan(length, filled - length).CopyTo(buffer);
                filled -= length;
            }
        }
    }
}
