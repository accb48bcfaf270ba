using StackExchange.Redis;

namespace LockActors.Redis;

/// <summary>One master's reply to a change.</summary>
/// <param name="Answer">What it says.</param>
/// <param name="HeldFor">How much longer another value lasts; <see cref="TimeSpan.MaxValue"/> when it has no
/// end.</param>
/// <param name="Fence">The highest token it has seen.</param>
/// <param name="Cause">Why it has no vote or gave no answer, for people.</param>
internal readonly record struct MasterReply(
    MasterResultCode Answer, TimeSpan HeldFor = default, FencingToken Fence = default, string? Cause = null)
{
    public static MasterReply Unknown => default;

    /// <summary>Whether it made the change is not known.</summary>
    public static MasterReply Unanswered(string? cause) => new(MasterResultCode.Unknown, Cause: cause);

    /// <summary>Whether the change is certainly not made.</summary>
    public bool IsRefusal =>
        Answer is not (MasterResultCode.Unknown or MasterResultCode.Done or MasterResultCode.PlacedAgain);

    /// <summary>Reads <c>{code, milliseconds, fence}</c>. Unknown where that is no answer which the script can
    /// give.</summary>
    public static MasterReply Of(RedisResult reply, ReadOnlySpan<MasterResultCode> possible)
    {
        if (reply.Length != 3 || !TryRead(reply[0], out var code) || !TryRead(reply[1], out var milliseconds)
            || !TryRead(reply[2], out var fence) || fence < 0 || !possible.Contains((MasterResultCode)code))
        {
            return Unknown;
        }

        return new(
            (MasterResultCode)code,
            milliseconds < 0 ? TimeSpan.MaxValue : Expiry.In(milliseconds),
            new FencingToken(fence));
    }

    private static bool TryRead(RedisResult element, out long number)
    {
        number = 0;
        return element.Length < 0 && ((RedisValue)element).TryParse(out number);
    }
}
