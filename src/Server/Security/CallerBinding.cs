using System.Security.Cryptography;
using System.Text;
using LockActors.Wire;

namespace LockActors.Server.Security;

/// <summary>Makes request ids and re-entrancy scopes those of the API key that sends them: the lock service is given a
/// hash of the id and the key's name. So no key repeats, cancels or re-enters what another one asked for, whatever it
/// reads, and what the service shows or stores is no id that a client could send.</summary>
internal static class CallerBinding
{
    private const byte OfRequest = 1;
    private const byte OfScope = 2;

    public static RequestId Bind(this ApiKeyEntry caller, RequestId request) =>
        request.IsNone ? request : new RequestId(Hash(caller, OfRequest, request.Value));

    public static ReentrancyScope Bind(this ApiKeyEntry caller, ReentrancyScope scope) =>
        scope.IsNone ? scope : ReentrancyScope.FromBits(Hash(caller, OfScope, scope.ToBits()));

    public static LockRequest Bind(this ApiKeyEntry caller, LockRequest request) => request with
    {
        Id = caller.Bind(request.Id),
        ReentrancyScope = caller.Bind(request.ReentrancyScope),
    };

    /// <summary>The beginning of the SHA-256 hash of what it is, the id, and the name, which comes last because it may
    /// have any length.</summary>
    private static Guid Hash(ApiKeyEntry caller, byte kind, Guid id)
    {
        const int IdBytes = 16;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var text = new byte[1 + IdBytes + Encoding.UTF8.GetByteCount(caller.Name)];
        text[0] = kind;
        id.TryWriteBytes(text.AsSpan(1));
        Encoding.UTF8.GetBytes(caller.Name, text.AsSpan(1 + IdBytes));
        SHA256.HashData(text, hash);
        return new Guid(hash[..IdBytes]);
    }
}
