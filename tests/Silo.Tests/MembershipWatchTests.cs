using LockActors.Silo.Cluster;
using LockActors.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace LockActors.Silo.Tests;

/// <summary>What a silo does when the membership table no longer has it.</summary>
public sealed class MembershipWatchTests : IDisposable
{
    private readonly SimClock _clock = new();
    private readonly List<string> _ends = [];
    private readonly MembershipWatch _watch;
    private bool _isActive = true;
    private Func<bool> _table = static () => true;

    public MembershipWatchTests() => _watch = Make();

    public void Dispose() => _watch.Dispose();

    [Fact]
    public async Task Look_WhileTheTableHasTheSilo_LetsItLive()
    {
        Assert.False(await _watch.LookAsync());
        Assert.False(await _watch.LookAsync());
        Assert.False(_watch.IsForgotten);
        Assert.Empty(_ends);
    }

    [Fact]
    public async Task Look_ThatMissesTheSiloTwice_EndsIt()
    {
        _table = static () => false;
        Assert.False(await _watch.LookAsync());
        Assert.True(_watch.IsForgotten);
        Assert.Empty(_ends);

        Assert.True(await _watch.LookAsync());
        Assert.Contains("forgotten", Assert.Single(_ends));
    }

    [Fact]
    public async Task Look_ThatFindsTheSiloAgain_BeginsAnew()
    {
        _table = static () => false;
        await _watch.LookAsync();
        _table = static () => true;
        await _watch.LookAsync();
        Assert.False(_watch.IsForgotten);

        _table = static () => false;
        Assert.False(await _watch.LookAsync());
        Assert.Empty(_ends);
    }

    [Fact]
    public async Task Look_AtATableThatDoesNotAnswer_SaysNothing()
    {
        _table = static () => throw new IOException("down");
        Assert.False(await _watch.LookAsync());
        Assert.False(await _watch.LookAsync());
        Assert.False(_watch.IsForgotten);
    }

    [Fact]
    public async Task Look_OfASiloThatHasNotJoinedOrLeaves_SaysNothing()
    {
        (_isActive, _table) = (false, static () => false);
        Assert.False(await _watch.LookAsync());
        Assert.False(await _watch.LookAsync());
        Assert.False(_watch.IsForgotten);
    }

    [Fact]
    public async Task Run_LooksByItself()
    {
        var looked = new TaskCompletionSource();
        _table = () =>
        {
            looked.TrySetResult();
            return true;
        };
        await _watch.StartAsync(CancellationToken.None);
        await Poll.UntilAsync(() => _clock.ArmedTimers == 1, "the timer", TimeSpan.FromSeconds(20));
        _clock.Advance(2.5);
        await looked.Task.Soon();
        await _watch.StopAsync(CancellationToken.None);
    }

    private MembershipWatch Make() => new(
        () => _isActive,
        async () =>
        {
            await Task.Yield();
            return _table();
        },
        _ends.Add,
        _clock,
        NullLogger<MembershipWatch>.Instance);
}
