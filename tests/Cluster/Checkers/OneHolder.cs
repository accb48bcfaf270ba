namespace LockActors.Cluster.Checkers;

/// <summary>No two holders of a key believed at one moment, and later beliefs have higher tokens.</summary>
/// <remarks>A belief begins when the client has read its grant and ends when it is about to release, or when its handle
/// says that the lock is lost. When the only lease store lost its memory, leases from before are excused: SAFETY.md
/// says so, and the token tells.</remarks>
internal static class OneHolder
{
    public static void Check(History history)
    {
        foreach (var key in history.Granted.GroupBy(attempt => attempt.Key))
        {
            var held = key.OrderBy(attempt => attempt.Token).ToList();
            for (var i = 1; i < held.Count; i++)
            {
                var (before, after) = (held[i - 1], held[i]);
                Assert.True(before.Token < after.Token, $"key {key.Key} was granted twice with token {after.Token}");
                Assert.True(
                    before.BelievedUntil <= after.End || IsExcused(before, history),
                    $"key {key.Key} had two holders: token {before.Token} believed until {before.BelievedUntil}, token "
                    + $"{after.Token} from {after.End}");
            }
        }
    }

    private static bool IsExcused(Attempt lease, History history) => history.Faults.Any(fault =>
        fault.LosesLeases && fault.From < lease.BelievedUntil && fault.Until > lease.End);
}
