namespace LockActors.Cluster.Checkers;

/// <summary>No two leases of a key were valid at one moment, and later ones have higher tokens.</summary>
/// <remarks>Validity begins when the client has read its grant and ends when it is about to release, or when its handle
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
                    before.ValidUntil <= after.End || IsExcused(before, history),
                    $"key {key.Key} had two holders: token {before.Token} valid until {before.ValidUntil}, token "
                    + $"{after.Token} from {after.End}");
            }
        }
    }

    private static bool IsExcused(Attempt lease, History history) => history.Faults.Any(fault =>
        fault.LosesLeases && fault.From < lease.ValidUntil && fault.Until > lease.End);
}
