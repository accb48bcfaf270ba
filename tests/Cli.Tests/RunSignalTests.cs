using System.Globalization;
using LockActors.Cli.Processes;
using LockActors.TestKit;

namespace LockActors.Cli.Tests;

/// <summary>What lockctl run does with signals, and with what its command leaves behind.</summary>
public sealed class RunSignalTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const int SigHup = 1;
    private const int SigInt = 2;
    private const int SigQuit = 3;
    private const int SigUsr1 = 10;
    private const int SigUsr2 = 12;
    private const int SigRt5 = 39;
    private const int SigTerminalStop = 20;
    private const char ControlC = '\x03';

    /// <summary>Starts a process that the signals end and an orphan that only SIGKILL ends, and prints their ids.
    /// </summary>
    private const string LeavesWork =
        "(trap '' HUP INT QUIT TERM USR1 USR2; sh -c 'echo $$; exec sleep 9999' &); "
        + "sh -c 'echo $$; exec sleep 9998'; true";

    /// <summary>The tests may be run on a terminal.</summary>
    private static readonly string[] WithoutTerminal = ["setsid"];

    private readonly Server _server = shared.Server;

    /// <summary>Of this test alone.</summary>
    private readonly string _key = $"signals-{Guid.NewGuid():N}";

    [Theory]
    [InlineData(SigHup)]
    [InlineData(SigInt)]
    [InlineData(SigQuit)]
    [InlineData(Native.SigTerm)]
    [InlineData(SigUsr1)]
    [InlineData(SigUsr2)]
    public async Task Signal_WhenWorkOutlivesTheCommand_FreesTheLockWhenItIsGone(int signal)
    {
        using var run = Run("500ms", LeavesWork);
        int[] processes = [await ReadIdAsync(run), await ReadIdAsync(run)];
        var next = _server.Service.AcquireAsync(
            _key, new LockRequest { Id = RequestId.New(), Wait = TimeSpan.FromMinutes(1) }).AsTask();
        await _server.WaitersAsync(_key, 1);

        run.Signal(signal);

        Assert.True((await next.WaitAsync(Started.Patience)).IsGranted);
        Assert.All(processes, AssertGone);
        Assert.Equal(ExitCodes.Signal + signal, await run.ExitCodeAsync());
    }

    [Theory]
    [InlineData(SigHup)]
    [InlineData(SigInt)]
    [InlineData(SigQuit)]
    [InlineData(Native.SigTerm)]
    [InlineData(SigUsr1)]
    [InlineData(SigUsr2)]
    [InlineData(SigRt5)]
    public async Task Signal_WhenItEndsTheTree_EndsTheRunAtOnce(int signal)
    {
        using var run = Run("1h", "bash -c 'echo $$; setsid sleep 9997; true'; true");
        var command = await ReadIdAsync(run);

        run.Signal(signal);

        Assert.Equal(ExitCodes.Signal + signal, await run.ExitCodeAsync());
        AssertGone(command);
        Assert.Equal(LockState.Free, (await _server.Service.GetAsync(_key)).State);
    }

    [Fact]
    public async Task SigTerm_WhenTheCommandIgnoresIt_KillsAfterTheGrace()
    {
        using var run = Run("200ms", "trap '' TERM; echo $$; while :; do sleep 0.05; done");
        var command = await ReadIdAsync(run);

        run.Signal(Native.SigTerm);

        Assert.Equal(ExitCodes.Signal + Native.SigKill, await run.ExitCodeAsync());
        AssertGone(command);
    }

    [Fact]
    public async Task SigHup_WhenTheCommandHandlesIt_LetsItGoOn()
    {
        using var run = Run(
            "0s",
            "trap 'n=1' HUP; echo $$; while [ -z \"$n\" ]; do sleep 0.05; done; echo again; read line; exit 7");
        await ReadIdAsync(run);

        run.Signal(SigHup);

        Assert.Equal("again", await run.ReadLineAsync());
        run.CloseInput();
        Assert.Equal(7, await run.ExitCodeAsync());
    }

    [Fact]
    public async Task Lock_WhenLostWithAnOrphanRunning_StopsTheOrphan()
    {
        using var run = Started.LockCtl(
            _server.Address, "run", _key, "--ttl", "5s", "--", "sh", "-c",
            "(sh -c 'echo $$; exec sleep 999' &); sleep 998");
        var orphan = await ReadIdAsync(run);

        Assert.Equal(RevokeOutcome.Revoked, await _server.Service.RevokeAsync(_key));

        Assert.Equal(ExitCodes.Lost, await run.ExitCodeAsync());
        AssertGone(orphan);
    }

    [Fact]
    public async Task Command_WhenItEndsByItself_LeavesItsDaemonRunning()
    {
        using var run = Run("0s", "(sh -c 'echo $$; exec sleep 997' &); read line");
        var daemon = await ReadIdAsync(run);

        run.CloseInput();

        try
        {
            Assert.Equal(1, await run.ExitCodeAsync());
            Assert.Equal(LockState.Free, (await _server.Service.GetAsync(_key)).State);
            Assert.Contains(ProcessTree.Of(daemon), member => member.IsRunning);
        }
        finally
        {
            Native.Send(daemon, Native.SigKill);
        }
    }

    [Fact]
    public async Task Command_WhenItsReaderEnds_EndsBySigPipe()
    {
        using var run = Started.LockCtl(
            _server.Address, "run", _key, "--", "bash", "-c",
            "while :; do echo x; done | head -1; echo ${PIPESTATUS[0]}");

        Assert.Equal("x\n141\n", await run.ReadToEndAsync());
    }

    [Fact]
    public async Task Command_WhenStarted_HasTheDispositionsOfLockctlsStart()
    {
        using var run = Started.LockCtlBehind(
            ["env", "--default-signal", "--ignore-signal=HUP"],
            _server.Address, "run", _key, "--", "sh", "-c", "grep -E 'Sig(Blk|Ign)' /proc/self/status; cat");

        Assert.Equal("SigBlk:\t0000000000000000", await run.ReadLineAsync());

        // glibc starts every program with two signals ignored that are its own.
        Assert.Matches("^SigIgn:\t0000000[01]80000001$|^SigIgn:\t0000000000000001$", await run.ReadLineAsync());

        run.Signal(SigHup);
        run.CloseInput();

        Assert.Equal(0, await run.ExitCodeAsync());
    }

    [Fact]
    public async Task Lockctl_WhenKilledHard_TakesTheCommandAlong()
    {
        using var run = Started.LockCtlBehind(
            WithoutTerminal, _server.Address, "run", _key, "--", "sh", "-c",
            "sleep 1; echo $$; sh -c 'echo $$; exec sleep 996'; true");
        int[] processes = [await ReadIdAsync(run), await ReadIdAsync(run)];

        run.Signal(Native.SigKill);

        await Poll.UntilAsync(
            () => processes.All(id => !ProcessTree.Of(id).Any(member => member.IsRunning)),
            "the end of the command", Started.Patience);
    }

    [Fact]
    public async Task Lockctl_WhenStopped_StopsTheCommandToo()
    {
        // A shell that is starting a command waits in vfork: stopped there, it is shown as D, not as T. So it becomes
        // cat.
        using var run = Started.LockCtlBehind(
            WithoutTerminal, _server.Address, "run", _key, "--", "sh", "-c", "echo $$; exec cat");
        var command = await ReadIdAsync(run);

        run.Signal(SigTerminalStop);
        await Poll.UntilAsync(
            () => Task.FromResult(IsStopped(command) && IsStopped(run.Id)),
            () => $"the stop; the command: {StatOf(command)}; lockctl: {StatOf(run.Id)}",
            Started.Patience);
        run.Signal(Native.SigContinue);
        run.CloseInput();

        Assert.Equal(0, await run.ExitCodeAsync());
        Assert.Contains("the command is stopped", await run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("< /dev/null")]
    public async Task ControlC_OnATerminal_ReachesTheCommandOnce(string input)
    {
        using var run = Started.LockCtlOnTerminal(
            input, _server.Address, "run", _key, "--", "bash", "-c",
            "trap 'echo interrupted' INT; echo ready; until read line < /dev/tty; do :; done; echo got $line");
        await run.ReadUntilAsync("ready");

        run.Write($"{ControlC}");
        await run.ReadUntilAsync("interrupted");
        run.Write("word\n");

        Assert.DoesNotContain("interrupted", await run.ReadUntilAsync("got word"), StringComparison.Ordinal);
        Assert.Equal(0, await run.ExitCodeAsync());
    }

    private static async Task<int> ReadIdAsync(Started run) =>
        int.Parse((await run.ReadLineAsync())!, CultureInfo.InvariantCulture);

    private static bool IsStopped(int process) => StatOf(process).Contains(") T ", StringComparison.Ordinal);

    private static string StatOf(int process) => File.ReadAllText($"/proc/{process}/stat");

    private static void AssertGone(int process) =>
        Assert.DoesNotContain(ProcessTree.Of(process), member => member.Id == process && member.IsRunning);

    private Started Run(string grace, string script) =>
        Started.LockCtl(_server.Address, "run", _key, "--grace", grace, "--", "sh", "-c", script);
}
