using System.Security.Cryptography;

namespace LockActors;

/// <summary>128 unguessable bits at a time, from the cryptographic generator of the system.</summary>
/// <remarks>Drawn 64 at a time on each thread: one call of the generator costs half as much as a lock.</remarks>
internal static class RandomBits
{
    private const int Size = 16;
    private const int PoolSize = Size * 64;

    [ThreadStatic]
    private static byte[]? _pool;

    [ThreadStatic]
    private static int _used;

    public static Guid Next()
    {
        if (_pool is null || _used == PoolSize)
        {
            _pool ??= new byte[PoolSize];
            RandomNumberGenerator.Fill(_pool);
            _used = 0;
        }

        var bytes = _pool.AsSpan(_used, Size);
        var bits = new Guid(bytes);
        bytes.Clear();
        _used += Size;
        return bits;
    }

    /// <summary>A random UUID (RFC 9562, version 4).</summary>
    public static Guid NextUuid()
    {
        Span<byte> bytes = stackalloc byte[Size];
        Next().TryWriteBytes(bytes, bigEndian: true, out _);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
