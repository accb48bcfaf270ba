using System.Globalization;
using System.Text;

namespace LockActors.TestKit;

/// <summary>Finds where one reply of the Redis protocol (RESP2 and RESP3) ends and the next begins.</summary>
internal static class RespFrames
{
    /// <summary>The length of the first frame; 0 while it is incomplete.</summary>
    public static int LengthOfFirst(ReadOnlySpan<byte> bytes)
    {
        var lineEnd = bytes.IndexOf("\r\n"u8);
        if (lineEnd < 0)
        {
            return 0;
        }

        var header = lineEnd + 2;
        return (char)bytes[0] switch
        {
            '$' or '!' or '=' => OfText(bytes, header, Count(bytes[1..lineEnd])),
            '*' or '~' or '>' => OfElements(bytes, header, Count(bytes[1..lineEnd])),
            '%' or '|' => OfElements(bytes, header, 2 * Count(bytes[1..lineEnd])),
            _ => header,
        };
    }

    /// <summary>Whether a frame answers no command: a message that Redis pushes.</summary>
    public static bool IsPush(ReadOnlySpan<byte> frame) => frame[0] == '>';

    private static int OfText(ReadOnlySpan<byte> bytes, int header, int count)
    {
        var length = count < 0 ? header : header + count + 2;
        return length <= bytes.Length ? length : 0;
    }

    private static int OfElements(ReadOnlySpan<byte> bytes, int header, int count)
    {
        var at = header;
        for (var i = 0; i < count; i++)
        {
            var length = LengthOfFirst(bytes[at..]);
            if (length == 0)
            {
                return 0;
            }

            at += length;
        }

        return at;
    }

    private static int Count(ReadOnlySpan<byte> digits) =>
        int.Parse(Encoding.ASCII.GetString(digits), CultureInfo.InvariantCulture);
}
