using StackExchange.Redis;

namespace LockActors.Redis;

/// <summary>What one master knows of a key.</summary>
/// <param name="Held">The lock's value; empty when it is free.</param>
/// <param name="Left">How much longer it lasts.</param>
/// <param name="Fence">The text of the fence; empty when there is none.</param>
internal readonly record struct MasterState(string Held, TimeSpan Left, string Fence)
{
    /// <summary>How long a foreign client keeps the key; null when none has it.</summary>
    public TimeSpan? Outside =>
        Held.Length == 0 || FenceText.LeaseOf(Fence, Held, Left) is not null ? null
        : Left > TimeSpan.Zero ? Left
        : TimeSpan.MaxValue;

    /// <summary>Reads <c>{value, milliseconds, fence}</c>; null where it is something else.</summary>
    public static MasterState? Of(RedisResult reply)
    {
        if (reply.Length != 3 || reply[0].Length >= 0 || reply[1].Length >= 0 || reply[2].Length >= 0
            || !((RedisValue)reply[1]).TryParse(out long left))
        {
            return null;
        }

        return new MasterState(
            (string?)reply[0] ?? "",
            left < 0 ? TimeSpan.Zero : Expiry.In(left),
            (string?)reply[2] ?? "");
    }
}
