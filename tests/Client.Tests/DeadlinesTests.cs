using LockActors.TestKit;

namespace LockActors.Client.Tests;

public sealed class DeadlinesTests
{
    [Fact]
    public void Reach_ThatThrows_IsReportedAndCostsNoOtherDeadline()
    {
        var clock = new SimClock();
        var reached = new List<string>();
        var failures = new List<Exception>();
        using var deadlines = new Deadlines<string>(
            clock,
            (owner, _) =>
            {
                reached.Add(owner);
                if (owner == "bad")
                {
                    throw new InvalidOperationException(owner);
                }
            },
            static (_, _) => true,
            failures.Add,
            () => reached.Add("all"));
        deadlines.Add("bad", clock.Now + TimeSpan.FromSeconds(1));
        deadlines.Add("good", clock.Now + TimeSpan.FromSeconds(1));
        deadlines.Add("later", clock.Now + TimeSpan.FromSeconds(2));

        clock.Advance(3);

        Assert.Equal(["bad", "good", "all", "later", "all"], reached);
        Assert.Equal("bad", Assert.Single(failures).Message);
    }

    [Fact]
    public void Report_ThatThrows_CostsNothingEither()
    {
        var clock = new SimClock();
        var reached = 0;
        using var deadlines = new Deadlines<string>(
            clock,
            (_, _) =>
            {
                reached++;
                throw new InvalidOperationException("reach");
            },
            static (_, _) => true,
            static _ => throw new IOException("the log's disk is full"),
            static () => throw new InvalidOperationException("all"));
        deadlines.Add("one", clock.Now + TimeSpan.FromSeconds(1));
        deadlines.Add("two", clock.Now + TimeSpan.FromSeconds(2));

        clock.Advance(3);

        Assert.Equal(2, reached);
    }
}
