namespace LockActors.Cluster.Checkers;

/// <summary>Every acquire ended, and not later than its wait and the time that finding out takes.</summary>
internal static class EveryoneAnswered
{
    /// <summary>A last call to a silo that does not answer, and the one that takes the request back.</summary>
    private static readonly TimeSpan Overtime = TimeSpan.FromSeconds(25);

    public static Action<History> Within(TimeSpan wait) => history =>
    {
        foreach (var attempt in history.Attempts)
        {
            Assert.True(attempt.End is not null, $"request {attempt.Request} for {attempt.Key} was never answered");
            var took = attempt.End.Value - attempt.Start;
            Assert.True(
                took <= wait + Overtime, $"request {attempt.Request} for {attempt.Key} was answered after {took}");
        }
    };
}
