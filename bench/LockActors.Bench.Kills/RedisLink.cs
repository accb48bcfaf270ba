using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LockActors.Bench.Kills;

/// <summary>A connection to Redis that shares no code with the lock server's, whose answers are in question. It also
/// kills, so that <c>SKIPME</c> spares it.</summary>
internal sealed class RedisLink : IDisposable
{
    private readonly TcpClient _socket;
    private readonly StreamReader _answers;
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource<string?>> _open = [];
    private StringBuilder _unsent = new();
    private bool _isSending;
    private Exception? _failure;

    private RedisLink(TcpClient socket)
    {
        _socket = socket;
        _answers = new StreamReader(socket.GetStream(), Encoding.ASCII);
        _ = ReadAsync();
    }

    public static async Task<RedisLink> ConnectAsync(int port)
    {
        var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return new RedisLink(socket);
    }

    public Task<string?> GetAsync(string key) => SendAsync("GET", key);

    public Task<string?> LeftAsync(string key) => SendAsync("PTTL", key);

    /// <summary>Sets a key as a lock server does, for a second.</summary>
    public Task SetAsync(string key, string value) => SendAsync("SET", key, value, "PX", "1000");

    /// <summary>What a client that knows only Redis does; true when it got the lock, for a millisecond.</summary>
    public async Task<bool> TryLockAsync(string key) =>
        await SendAsync("SET", key, "outsider", "NX", "PX", "1") == "OK";

    /// <summary>Kills the connections of all other clients. Answers how many there were.</summary>
    public Task<int> KillOthersAsync() => KillAsync("TYPE", "normal", "SKIPME", "yes");

    /// <summary>Kills those connections of other clients whose last command ran a script: what is shaking hands is
    /// spared. Answers how many there were.</summary>
    public async Task<int> KillBusyAsync()
    {
        var list = (await SendAsync("CLIENT", "LIST", "TYPE", "normal"))!;
        var busy = list.Split('\n').Where(static line => line.Contains(" cmd=eval", StringComparison.Ordinal));
        var killed = await Task.WhenAll(busy.Select(line => KillAsync("ID", line.Split(' ')[0]["id=".Length..])));
        return killed.Sum();
    }

    public void Dispose() => _socket.Dispose();

    private async Task<int> KillAsync(params string[] which) =>
        int.Parse((await SendAsync(["CLIENT", "KILL", .. which]))!, CultureInfo.InvariantCulture);

    private Task<string?> SendAsync(params string[] words)
    {
        var answer = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_failure is not null)
            {
                return Task.FromException<string?>(_failure);
            }

            _open.Enqueue(answer);
            _unsent.Append(CultureInfo.InvariantCulture, $"*{words.Length}\r\n");
            foreach (var word in words)
            {
                _unsent.Append(CultureInfo.InvariantCulture, $"${word.Length}\r\n{word}\r\n");
            }

            if (!_isSending)
            {
                _isSending = true;
                _ = SendAllAsync();
            }
        }

        return answer.Task;
    }

    private async Task SendAllAsync()
    {
        try
        {
            while (TakeUnsent() is { } text)
            {
                await _socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or InvalidOperationException)
        {
            Fail(error);
        }
    }

    private string? TakeUnsent()
    {
        lock (_gate)
        {
            if (_unsent.Length == 0)
            {
                _isSending = false;
                return null;
            }

            var text = _unsent.ToString();
            _unsent = new StringBuilder();
            return text;
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await _answers.ReadLineAsync() is { } line)
            {
                if (line[0] == '-')
                {
                    throw new InvalidDataException(line);
                }

                var value = line[0] == '$'
                    ? await ReadTextAsync(int.Parse(line[1..], CultureInfo.InvariantCulture))
                    : line[1..];
                Next().SetResult(value);
            }

            Fail(new EndOfStreamException("Redis closed the connection of the check."));
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or InvalidDataException)
        {
            Fail(error);
        }
    }

    private async Task<string?> ReadTextAsync(int length)
    {
        if (length < 0)
        {
            return null;
        }

        var text = new char[length];
        await _answers.ReadBlockAsync(text);
        await _answers.ReadLineAsync();
        return new string(text);
    }

    private TaskCompletionSource<string?> Next()
    {
        lock (_gate)
        {
            return _open.Dequeue();
        }
    }

    private void Fail(Exception error)
    {
        lock (_gate)
        {
            _failure ??= error;
            while (_open.TryDequeue(out var open))
            {
                open.TrySetException(error);
            }
        }
    }
}
