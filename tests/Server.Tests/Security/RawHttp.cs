using System.Net.Sockets;
using System.Text;

namespace LockActors.Server.Tests.Security;

/// <summary>Requests as bytes, which no client library tidies.</summary>
internal static class RawHttp
{
    /// <summary>Sends text (each letter one byte) and reads until the server has answered once or closed.</summary>
    public static async Task<string> AskAsync(Uri server, string text, bool untilClosed = false)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Host, server.Port);
        var stream = socket.GetStream();
        var answer = new StringBuilder();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(text));
            var buffer = new byte[16 * 1024];
            while (untilClosed || !IsComplete(answer.ToString()))
            {
                var count = await stream.ReadAsync(buffer).AsTask().WaitAsync(RunningServer.Patience);
                if (count == 0)
                {
                    break;
                }

                answer.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
        }
        catch (IOException) when (answer.Length > 0 || untilClosed)
        {
            // Cut while the rest of the request was still on its way.
        }

        return answer.ToString();
    }

    private static bool IsComplete(string answer)
    {
        var head = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (head < 0)
        {
            return false;
        }

        const string Length = "Content-Length: ";
        var at = answer.IndexOf(Length, 0, head, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return answer.StartsWith("HTTP/1.1 204", StringComparison.Ordinal)
                || answer.EndsWith("0\r\n\r\n", StringComparison.Ordinal);
        }

        var end = answer.IndexOf("\r\n", at, StringComparison.Ordinal);
        var length = int.Parse(answer[(at + Length.Length)..end], System.Globalization.CultureInfo.InvariantCulture);
        return answer.Length >= head + 4 + length;
    }
}
