namespace LockActors;

/// <summary>The secret that proves a lease: 128 unguessable bits, and the value of the lock's key in Redis. Who knows
/// it may renew and release the lease.</summary>
/// <remarks><see cref="ToString"/> hides it, so that it reaches no log by accident; <see cref="Reveal"/> shows
/// it.</remarks>
public readonly record struct LeaseId
{
    private readonly Guid _bits;

    private LeaseId(Guid bits) => _bits = bits;

    /// <summary>Whether this names no lease.</summary>
    public bool IsNone => _bits == Guid.Empty;

    /// <summary>A fresh id from the cryptographic generator of the system.</summary>
    public static LeaseId New() => new(RandomBits.Next());

    /// <summary>Makes an id of 128 bits that the caller chose; for tests, simulations and wire formats.</summary>
    /// <param name="bits">The bits; all zero names no lease.</param>
    public static LeaseId FromBits(Guid bits) => new(bits);

    /// <summary>Reads what <see cref="Reveal"/> wrote.</summary>
    /// <param name="text">32 hexadecimal digits.</param>
    /// <param name="id">The id, when the answer is true.</param>
    public static bool TryParse(string? text, out LeaseId id)
    {
        var read = Guid.TryParseExact(text, "N", out var bits) && bits != Guid.Empty;
        id = read ? new LeaseId(bits) : default;
        return read;
    }

    /// <summary>The 128 bits, for wire formats.</summary>
    public Guid ToBits() => _bits;

    /// <summary>The secret as 32 hexadecimal digits.</summary>
    public string Reveal() => _bits.ToString("N");

    /// <summary>A text that hides the secret.</summary>
    public override string ToString() => IsNone ? "lease(none)" : "lease(secret)";
}
