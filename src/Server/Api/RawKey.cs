using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace LockActors.Server.Api;

/// <summary>The lock key of a request, read from the request target as the client sent it. Keys may hold anything, and
/// the path that a web server shows was already changed: escapes undone, save <c>%2F</c>, and <c>..</c> read as the
/// way up.</summary>
/// <remarks>The key stands between <c>/v1/locks/</c> and, where there is one, the verb at the end. Routing sees a dash
/// in its place (<see cref="KeyedRequest"/>).</remarks>
internal sealed class RawKey
{
    public const string Root = "/v1/locks";
    public const string Pattern = Root + "/{key}";

    public const string ActivityVerb = "/activity";

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private RawKey(LockKey key, string? error)
    {
        Key = key;
        Error = error;
    }

    /// <summary>The key, unless there is an error.</summary>
    public LockKey Key { get; }

    /// <summary>What is wrong with the key.</summary>
    public string? Error { get; }

    /// <summary>Reads the key of a request; null when the request names no lock.</summary>
    /// <param name="rest">The path as it was sent, after <see cref="Root"/> and a slash.</param>
    /// <param name="method">The method of the request.</param>
    /// <param name="verb">What stands after the key, with its slash.</param>
    public static RawKey? Find(string rest, string method, out string verb)
    {
        verb = "";
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method))
        {
            if (rest.EndsWith(ActivityVerb, StringComparison.Ordinal))
            {
                // A key that ends so is asked for with its slash escaped.
                verb = ActivityVerb;
                rest = rest[..^ActivityVerb.Length];
            }
        }
        else if (HttpMethods.IsPost(method))
        {
            var slash = rest.LastIndexOf('/');
            if (slash < 0)
            {
                return null;
            }

            verb = rest[slash..];
            rest = rest[..slash];
        }

        return Decode(rest);
    }

    private static RawKey Decode(string text)
    {
        if (Unescape(text) is not { } bytes)
        {
            return new RawKey(default, "key holds a '%' that two hexadecimal digits do not follow.");
        }

        try
        {
            var value = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            return LockKey.TryParse(value, out var key, out var error) ? new(key, null) : new(default, error);
        }
        catch (DecoderFallbackException)
        {
            return new RawKey(default, "key must be percent-encoded UTF-8; its bytes are not UTF-8.");
        }
    }

    private static byte[]? Unescape(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != '%')
            {
                bytes[length++] = bytes[i];
                continue;
            }

            if (i + 2 >= bytes.Length
                || !byte.TryParse(bytes.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, Invariant, out var value))
            {
                return null;
            }

            bytes[length++] = value;
            i += 2;
        }

        return bytes[..length];
    }
}
