namespace LockActors.Redis;

/// <summary>How long a key lasts, as Redis tells it.</summary>
internal static class Expiry
{
    /// <summary>Redis counts further than the clocks here, and times are added to it; a lease lasts for a day at
    /// most.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    public static TimeSpan In(long milliseconds) => milliseconds < Longest.TotalMilliseconds
        ? TimeSpan.FromMilliseconds(milliseconds)
        : Longest;
}
