using System.Globalization;
using LockActors.Cli.Processes;
using LockActors.TestKit;

namespace LockActors.Cli.Tests;

/// <summary>lockctl run against a server, each in a process of its own.</summary>
public sealed class RunTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const int SigInt = 2;
    private static readonly TimeSpan Window = LockLimits.Default.ConfirmWindow;

    /// <summary>Processes that start, on a machine that now and then stands still for a second.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(8);

    /// <summary>Holds the lock until the test closes its standard input.</summary>
    private static readonly string[] UntilInputEnds = ["--", "sh", "-c", "echo $LOCK_TOKEN; cat"];

    private readonly Server _server = shared.Server;

    /// <summary>Of this test alone.</summary>
    private readonly string _key = $"nightly-{Guid.NewGuid():N}";

    [Fact]
    public async Task FiveRuns_OneAfterAnother_NeverOverlap_WithGrowingTokens()
    {
        var log = Path.GetTempFileName();
        var runs = new List<Started>();
        try
        {
            for (var number = 1; number <= 5; number++)
            {
                runs.Add(Started.LockCtl(
                    _server.Address, "run", _key, "--", "sh", "-c",
                    "echo start $2 $LOCK_TOKEN $LOCK_KEY >> $1; cat; echo end $2 >> $1", "sh", log, $"{number}"));
                await (number == 1 ? _server.HeldAsync(_key) : _server.WaitersAsync(_key, number - 1));
            }

            foreach (var run in runs)
            {
                run.CloseInput();
                Assert.Equal(0, await run.ExitCodeAsync());
            }

            var lines = (await File.ReadAllLinesAsync(log)).Select(line => line.Split(' ')).ToArray();
            Assert.Equal(
                Enumerable.Range(1, 5).SelectMany(number => new[] { $"start {number}", $"end {number}" }),
                lines.Select(line => $"{line[0]} {line[1]}"));
            var starts = lines.Where(line => line[0] == "start").ToArray();
            Assert.Equal(starts.Select(line => line[2]).Order(StringComparer.Ordinal), starts.Select(line => line[2]));
            Assert.Equal(5, starts.Select(line => line[2]).Distinct().Count());
            Assert.All(starts, line => Assert.Equal(_key, line[3]));
        }
        finally
        {
            runs.ForEach(run => run.Dispose());
            File.Delete(log);
        }
    }

    [Fact]
    public async Task Waiter_KilledHard_CostsTheNextItsConfirmWindowAtMost()
    {
        using var holder = Started.LockCtl(_server.Address, ["run", _key, .. UntilInputEnds]);
        await holder.ReadLineAsync();
        using var killed = Started.LockCtl(_server.Address, "run", _key, "--", "echo", "killed");
        await _server.WaitersAsync(_key, 1);
        using var next = Started.LockCtl(_server.Address, "run", _key, "--", "echo", "next");
        await _server.WaitersAsync(_key, 2);

        killed.Signal(Native.SigKill);
        var since = LivedTime.Now;
        holder.CloseInput();

        Assert.Equal("next", await next.ReadLineAsync());
        Assert.InRange(LivedTime.Since(since), TimeSpan.Zero, Window + Slow);
        Assert.Equal("", await killed.ReadToEndAsync());
    }

    [Fact]
    public async Task Holder_KilledHard_LetsTheNextRunWhenItsTtlEnds()
    {
        using var holder = Started.LockCtl(_server.Address, ["run", _key, "--ttl", "5s", .. UntilInputEnds]);
        await holder.ReadLineAsync();
        using var next = Started.LockCtl(_server.Address, "run", _key, "--", "echo", "next");
        await _server.WaitersAsync(_key, 1);

        holder.Signal(Native.SigKill);
        var since = LivedTime.Now;

        Assert.Equal("next", await next.ReadLineAsync());
        Assert.InRange(LivedTime.Since(since), TimeSpan.Zero, TimeSpan.FromSeconds(5) + Slow);
        holder.CloseInput();
    }

    [Theory]
    [InlineData("trap '' TERM; echo $$; while :; do sleep 0.05; done")]
    [InlineData("echo $$; sleep 1000")]
    [InlineData("sh -c 'echo $$; sleep 1000'; true")]
    public async Task Command_WhenTheLockIsLost_IsStopped(string script)
    {
        using var run = Started.LockCtl(
            _server.Address, "run", _key, "--ttl", "5s", "--grace", "200ms", "--", "sh", "-c", script);
        var command = await run.ReadLineAsync();

        Assert.Equal(RevokeOutcome.Revoked, await _server.Service.RevokeAsync(_key));

        Assert.Equal(ExitCodes.Lost, await run.ExitCodeAsync());
        Assert.DoesNotContain(
            ProcessTree.Of(int.Parse(command!, CultureInfo.InvariantCulture)), member => member.IsRunning);
        Assert.Contains("lost (Revoked)", await run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signal_WhileTheCommandRuns_IsForTheCommand()
    {
        using var run = Started.LockCtl(
            _server.Address, "run", _key, "--", "sh", "-c",
            "trap 'exit 9' TERM; echo ready; while :; do sleep 0.05; done");
        Assert.Equal("ready", await run.ReadLineAsync());

        run.Signal(Native.SigTerm);

        Assert.Equal(9, await run.ExitCodeAsync());
        Assert.Equal(LockState.Free, (await _server.Service.GetAsync(_key)).State);
    }

    [Fact]
    public async Task Signal_WhileWaiting_LeavesTheQueue()
    {
        await _server.Service.AcquireAsync(_key, new LockRequest { Id = RequestId.New() });
        using var run = Started.LockCtl(_server.Address, "run", _key, "--", "echo", "never");
        await _server.WaitersAsync(_key, 1);

        run.Signal(SigInt);

        Assert.Equal(ExitCodes.Signal + SigInt, await run.ExitCodeAsync());
        Assert.Equal(0, (await _server.Service.GetAsync(_key)).WaiterCount);
        Assert.Equal("", await run.ReadToEndAsync());
    }

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("exit 75", 75)]
    [InlineData("kill -9 $$", 137)]
    [InlineData("kill -15 $$", 143)]
    public async Task ExitCode_IsTheCommandsOwn_AndTheLockIsReleased(string script, int expected)
    {
        var (code, _, _) = await Started.LockCtlAsync(_server.Address, "run", _key, "--", "sh", "-c", script);

        Assert.Equal(expected, code);
        Assert.Equal(LockState.Free, (await _server.Service.GetAsync(_key)).State);
    }

    [Fact]
    public async Task Arguments_ReachTheCommandAsTheyAre()
    {
        var (code, output, _) = await Started.LockCtlAsync(
            _server.Address, "run", "@k", "--", "printf", "[%s]", "", "a b", "--", "--ttl", "@x", "-h", "é*");

        Assert.Equal((0, "[][a b][--][--ttl][@x][-h][é*]"), (code, output));
    }

    [Fact]
    public async Task Lock_ThatIsNotHadInTime_Is75()
    {
        await _server.Service.AcquireAsync(_key, new LockRequest { Id = RequestId.New() });

        var now = await Started.LockCtlAsync(_server.Address, "run", _key, "--wait", "0s", "--", "true");
        var soon = await Started.LockCtlAsync(_server.Address, "run", _key, "--wait", "100ms", "--", "true");

        Assert.Equal((ExitCodes.NotAcquired, ExitCodes.NotAcquired), (now.Code, soon.Code));
        Assert.Contains($"'{_key}' was not acquired within 0.1 s", soon.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_ThatGoesAwayWhileACommandRuns_CostsTheLockWhenItsTimeEnds()
    {
        using var server = await Server.StartAsync();
        using var run = Started.LockCtl(
            server.Address, ["run", _key, "--ttl", "3s", .. UntilInputEnds]);
        await run.ReadLineAsync();

        await server.StopAsync(Native.SigKill);

        Assert.Equal(ExitCodes.Lost, await run.ExitCodeAsync());
    }
}
