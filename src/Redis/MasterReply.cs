namespace LockActors.Redis;

/// <summary>One master's reply to a change.</summary>
/// <param name="Answer">What it says.</param>
/// <param name="HeldFor">How much longer another value lasts; <see cref="TimeSpan.MaxValue"/> when it has no
/// end.</param>
/// <param name="Fence">The highest token it has seen.</param>
internal readonly record struct MasterReply(
    MasterAnswer Answer, TimeSpan HeldFor = default, FencingToken Fence = default)
{
    public static MasterReply Unknown => default;

    /// <summary>Whether the change is certainly not made.</summary>
    public bool IsRefusal => Answer is not (MasterAnswer.Unknown or MasterAnswer.Done or MasterAnswer.PlacedAgain);

    public static MasterReply Of(long[] reply) => new(
        (MasterAnswer)reply[0],
        reply[1] < 0 ? TimeSpan.MaxValue : Expiry.In(reply[1]),
        new FencingToken(reply[2]));
}
