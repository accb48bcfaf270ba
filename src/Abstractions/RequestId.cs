using System.Security.Cryptography;

namespace LockActors;

/// <summary>Names one attempt to acquire. An acquire that is sent again with the same request id gets the same answer,
/// so a retry never takes a second lock or a second place in the queue.</summary>
/// <remarks>Who knows it may repeat or cancel the request, so <see cref="ToString"/> gives only a text by which people
/// tell requests apart; <see cref="Reveal"/> shows the id itself.</remarks>
/// <param name="Value">The id; unique per attempt.</param>
public readonly record struct RequestId(Guid Value)
{
    private const int ShownBytes = 6;

    /// <summary>Whether the id was left out.</summary>
    public bool IsNone => Value == Guid.Empty;

    /// <summary>A fresh id.</summary>
    public static RequestId New() => new(RandomBits.NextUuid());

    /// <summary>Reads an id in any form of a UUID.</summary>
    /// <param name="text">The text, for example <c>0f8fad5b-d9cb-469f-a165-70867728950e</c>.</param>
    /// <param name="id">The id, when the answer is true.</param>
    public static bool TryParse(string? text, out RequestId id)
    {
        var read = Guid.TryParse(text, out var value) && value != Guid.Empty;
        id = read ? new RequestId(value) : default;
        return read;
    }

    /// <summary>The id as 36 characters.</summary>
    public string Reveal() => Value.ToString("D");

    /// <summary><c>request</c> and 12 hexadecimal digits, the beginning of the id's SHA-256 hash: the same for the same
    /// request, and of no use to repeat or cancel it.</summary>
    public override string ToString()
    {
        Span<byte> bits = stackalloc byte[16];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Value.TryWriteBytes(bits);
        SHA256.HashData(bits, hash);
        return $"request {Convert.ToHexStringLower(hash[..ShownBytes])}";
    }
}
