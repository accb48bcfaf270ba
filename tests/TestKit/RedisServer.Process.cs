using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace LockActors.TestKit;

public sealed partial class RedisServer
{
    private static readonly int StopSignal = OperatingSystem.IsMacOS() ? 17 : 19;
    private static readonly int ContinueSignal = OperatingSystem.IsMacOS() ? 19 : 18;
    private static readonly TimeSpan SignalTimeout = TimeSpan.FromSeconds(5);
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

    /// <summary>Compares the process id too: the port may have gone to somebody else's server.</summary>
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

    private async Task SignalAndWaitAsync(int signal, bool frozen)
    {
        var id = (_process ?? throw new InvalidOperationException("The server is not running.")).Id;
        if (Kill(id, signal) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        if (OperatingSystem.IsLinux())
        {
            await Poll.UntilAsync(() => IsFrozen(id) == frozen, $"process {id} to obey signal {signal}", SignalTimeout);
        }
    }

    /// <summary>The state letter follows the program name, which stands in parentheses; T is stopped.</summary>
    private static bool IsFrozen(int id)
    {
        var status = File.ReadAllText($"/proc/{id}/stat");
        return status[status.LastIndexOf(')') + 2] == 'T';
    }

    private string ReadLog()
    {
        var log = Path.Combine(_folder, "redis.log");
        return File.Exists(log) ? File.ReadAllText(log) : "(no log)";
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int processId, int signal);
}
