using StackExchange.Redis;

namespace LockActors.Redis;

/// <summary>What one master knows of a key.</summary>
/// <param name="Held">The lock's value; empty when it is free.</param>
/// <param name="Left">How much longer it lasts.</param>
/// <param name="Fence">The text of the fence; empty when there is none.</param>
internal readonly record struct MasterState(string Held, TimeSpan Left, string Fence)
{
    public static MasterState Of(RedisResult[] result)
    {
        var left = (long)result[1];
        return new(
            (string?)result[0] ?? "",
            left < 0 ? TimeSpan.Zero : Expiry.In(left),
            (string?)result[2] ?? "");
    }
}
