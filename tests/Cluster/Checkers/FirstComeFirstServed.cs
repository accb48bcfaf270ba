namespace LockActors.Cluster.Checkers;

/// <summary>Between faults, a waiter that was told its place before another began to ask is granted
/// first; but for the hand-offs within one client, which stay within one lease.</summary>
internal static class FirstComeFirstServed
{
    /// <summary>So long after a fault the queue may still be on its way, or come back from the waiters'
    /// polls.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(8);

    /// <summary>How many pairs the check compared, so that a test can tell that it looked at anything.</summary>
    public static int Check(History history)
    {
        var compared = 0;
        foreach (var key in history.Granted.GroupBy(attempt => attempt.Key))
        {
            var grants = key.OrderBy(attempt => attempt.Token).ToList();
            for (var i = 0; i < grants.Count; i++)
            {
                if (WasHandedOver(grants, i))
                {
                    continue;
                }

                foreach (var later in grants.Skip(i + 1).Take(40).Where(later => later.QueuedAt is not null))
                {
                    if (IsQuiet(history, later.Start, later.End!.Value))
                    {
                        compared++;
                        Assert.False(
                            later.QueuedAt < grants[i].Start,
                            $"key {key.Key}: request {later.Request} stood in the queue at {later.QueuedAt}, and "
                            + $"request {grants[i].Request}, which began at {grants[i].Start}, was granted before it");
                    }
                }
            }
        }

        return compared;
    }

    /// <summary>Within one client a lease passes on with the next token of its block, at most so often.</summary>
    private static bool WasHandedOver(List<Attempt> grants, int at) =>
        at > 0 && grants[at].ByClient && grants[at - 1].ByClient && grants[at].Token == grants[at - 1].Token + 1;

    private static bool IsQuiet(History history, TimeSpan from, TimeSpan until) =>
        !history.Faults.Any(fault => fault.From <= until && fault.Until + Settling >= from);
}
