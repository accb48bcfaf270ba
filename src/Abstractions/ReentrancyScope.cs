namespace LockActors;

/// <summary>What makes a lock re-entrant: requests of one scope share the lease that one of them holds, with one
/// fencing token and a count of holds. The code that makes a scope decides which code shares it.</summary>
/// <remarks>128 unguessable bits. It is a secret as a <see cref="LeaseId"/> is: who knows it gets the lease.
/// <see cref="ToString"/> hides it; <see cref="Reveal"/> shows it, to hand it to a process of one's own.</remarks>
public readonly record struct ReentrancyScope
{
    private readonly Guid _bits;

    private ReentrancyScope(Guid bits) => _bits = bits;

    /// <summary>Whether there is no scope, so that the lock is not re-entrant.</summary>
    public bool IsNone => _bits == Guid.Empty;

    /// <summary>A fresh scope from the cryptographic generator of the system.</summary>
    public static ReentrancyScope New() => new(RandomBits.Next());

    /// <summary>Makes a scope of 128 bits that the caller chose; for wire formats and tests.</summary>
    /// <param name="bits">The bits; all zero is no scope.</param>
    public static ReentrancyScope FromBits(Guid bits) => new(bits);

    /// <summary>Reads a scope in any form of a UUID, as <see cref="Reveal"/> and <c>uuidgen</c> write it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="scope">The scope, when the answer is true.</param>
    public static bool TryParse(string? text, out ReentrancyScope scope)
    {
        var read = Guid.TryParse(text, out var bits) && bits != Guid.Empty;
        scope = read ? new ReentrancyScope(bits) : default;
        return read;
    }

    /// <summary>The 128 bits, for wire formats.</summary>
    public Guid ToBits() => _bits;

    /// <summary>The secret as 32 hexadecimal digits.</summary>
    public string Reveal() => _bits.ToString("N");

    /// <summary>A text that hides the secret.</summary>
    public override string ToString() => IsNone ? "scope(none)" : "scope(secret)";
}
