using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LockActors.TestKit;

public sealed partial class RedisServer
{
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(1);

    /// <summary>False when redis-server ended instead of answering.</summary>
    private async Task<bool> TryStartAsync(int port)
    {
        _process = Process.Start(StartInfo(port)) ?? throw new InvalidOperationException("redis-server did not start.");
        await Poll.UntilAsync(
            async () => _process.HasExited || await AnswersAsync(port),
            $"redis-server on port {port}", _options.StartTimeout);
        if (!_process.HasExited)
        {
            return true;
        }

        _process.Dispose();
        _process = null;
        return false;
    }

    private ProcessStartInfo StartInfo(int port)
    {
        var executable = Executable ?? throw new InvalidOperationException(WhyMissing);
        var append = _options.Durable ? "yes" : "no";
        return new ProcessStartInfo(executable,
        [
            "--bind", IPAddress.Loopback.ToString(), "--port", $"{port}",
            "--dir", _folder, "--logfile", "redis.log", "--daemonize", "no",
            "--save", "", "--appendonly", append, "--appendfsync", "always",
            .. _options.ExtraArguments,
        ])
        {
            WorkingDirectory = _folder,
        };
    }

    private async Task<bool> AnswersAsync(int port)
    {
        using var timeout = new CancellationTokenSource(PingTimeout);
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, port, timeout.Token);
            await socket.GetStream().WriteAsync("PING\r\nINFO server\r\n"u8.ToArray(), timeout.Token);
            return await ReadsOwnAnswerAsync(socket.GetStream(), timeout.Token);
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Compares the process id too: the port may have gone to another server.</summary>
    private async Task<bool> ReadsOwnAnswerAsync(NetworkStream stream, CancellationToken token)
    {
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        int count;
        while ((count = await stream.ReadAsync(buffer, token)) > 0)
        {
            answer.Append(Encoding.ASCII.GetString(buffer, 0, count));
            var text = answer.ToString();
            if (text.StartsWith('-'))
            {
                return text.StartsWith("-NOAUTH", StringComparison.Ordinal);
            }

            if (text.Contains($"process_id:{_process?.Id}\r\n", StringComparison.Ordinal))
            {
                return text.StartsWith("+PONG", StringComparison.Ordinal);
            }
        }

        return false;
    }

    private Process Running() => _process ?? throw new InvalidOperationException("The server is not running.");

    private string ReadLog()
    {
        var log = Path.Combine(_folder, "redis.log");
        return File.Exists(log) ? File.ReadAllText(log) : "(no log)";
    }
}
