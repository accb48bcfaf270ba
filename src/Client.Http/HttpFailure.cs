using System.Net.Sockets;
using System.Security.Authentication;

namespace LockActors.Client.Http;

/// <summary>That no answer came, or one that says that the server did not do what was asked.</summary>
/// <param name="Status">The HTTP status; 0 when no answer came.</param>
/// <param name="Reason">Why, for people, without a stop at its end.</param>
internal sealed record HttpFailure(int Status, string Reason)
{
    /// <summary>The failure that an answer is; null when it is none.</summary>
    public static HttpFailure? Of(in HttpAnswer answer) =>
        answer.IsPassing || answer.ReadRefusal() is not null ? new(answer.Status, answer.Explain()) : null;

    /// <summary>Why a request failed: what its exception says of the cause, which is often inside it.</summary>
    public static string Explain(Exception error)
    {
        var (cause, isTls) = (error, false);

        // What is in a socket's exception, the one around it says too, with the address.
        while (cause.InnerException is { } inner and not SocketException)
        {
            (cause, isTls) = (inner, isTls || inner is AuthenticationException);
        }

        return isTls ? $"the TLS connection failed: {cause.Message}" : cause.Message;
    }
}
