namespace LockActors.Processes;

/// <summary>An application that blocks all threads of the pool. It does so in a process of its own.</summary>
public sealed class StarvedPoolTests
{
    [Fact]
    public async Task Locks_WhileThePoolIsBlocked_AreRenewedAndEndInTime()
    {
        using var process = new ChildProcess("LockActors.ClientProcess", "starved-pool");

        Assert.Equal("True", await process.HearAsync("over "));
        Assert.Equal("False", await process.HearAsync("lost "));
        Assert.Equal("True", await process.HearAsync("held "));
    }
}
