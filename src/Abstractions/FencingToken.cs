using System.Text.Json.Serialization;

namespace LockActors;

/// <summary>A number that grows with every grant of a key. A resource that refuses writes with a smaller token than it
/// has seen keeps out a holder that lost its lock without noticing.</summary>
/// <remarks>Tokens are <c>max(last + 1, microseconds since 1970)</c>: they never repeat and never go back for one key,
/// also when every store is lost, as long as clocks do not step back. They stay below 2^53 until the year 2255, so a
/// JSON number holds them; a key whose tokens reached that is granted no more. Source: M. Kleppmann, "How to do
/// distributed locking" (2016); the sequencers of Chubby (Burrows, OSDI 2006).</remarks>
/// <param name="Value">The number; 0 stands for no token.</param>
[JsonConverter(typeof(FencingTokenConverter))]
public readonly record struct FencingToken(long Value) : IComparable<FencingToken>
{
    /// <summary>The highest token: 2^53 - 1, which JSON numbers and Redis' scripts still count exactly.</summary>
    public const long Highest = (1L << 53) - 1;

    /// <inheritdoc/>
    public int CompareTo(FencingToken other) => Value.CompareTo(other.Value);

    /// <summary>Whether the left token was granted before the right one.</summary>
    public static bool operator <(FencingToken left, FencingToken right) => left.Value < right.Value;

    /// <summary>Whether the left token was granted after the right one.</summary>
    public static bool operator >(FencingToken left, FencingToken right) => left.Value > right.Value;

    /// <summary>Whether the left token was not granted after the right one.</summary>
    public static bool operator <=(FencingToken left, FencingToken right) => left.Value <= right.Value;

    /// <summary>Whether the left token was not granted before the right one.</summary>
    public static bool operator >=(FencingToken left, FencingToken right) => left.Value >= right.Value;

    /// <summary>The number in decimal digits.</summary>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
