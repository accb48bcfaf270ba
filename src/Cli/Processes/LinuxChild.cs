using System.Runtime.Versioning;

namespace LockActors.Cli.Processes;

/// <summary>A command on Linux, with all that it starts: lockctl is the subreaper, so that orphans become its children,
/// and it has waited for the whole tree when it has no child left.</summary>
/// <remarks>Without a terminal the command leads a process group of its own: one call signals all of it, and a signal
/// for lockctl's group reaches the command once, through lockctl. On a terminal it stays in lockctl's group, because
/// there the groups are the shell's: a command in another one could not read what is typed, and ctrl-C would no longer
/// reach the scripts and pipelines that lockctl is a part of.</remarks>
[SupportedOSPlatform("linux")]
internal sealed class LinuxChild : Child
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _id;
    private readonly int? _group;
    private readonly Guard? _guard;
    private readonly ManualResetEventSlim _stopped = new();
    private volatile bool _isTold;
    private volatile bool _endedBySignal;

    private LinuxChild(int id, int? group, Guard? guard)
    {
        _id = id;
        _group = group;
        _guard = guard;
        new Thread(Reap) { IsBackground = true, Name = nameof(LinuxChild) }.Start();
    }

    public override Task<int> Ended => _ended.Task;

    public override bool EndedBySignal => _endedBySignal;

    public override bool IsWholeTree => true;

    /// <inheritdoc cref="Child.Start"/>
    public static new LinuxChild? Start(
        string path, string[] words, IReadOnlyDictionary<string, string> environment)
    {
        // Where SIGCHLD is ignored, as a parent may have left it, children end without an exit code.
        Native.SetDefault(Native.SigChild);
        Native.AdoptOrphans();
        var isAlone = !Terminal.IsAttached;
        var guard = Guard.Start();
        var id = Spawn.Start(
            path,
            [path, .. words.Skip(1)],
            environment,
            isAlone ? Spawn.NewGroup : (short)0,
            SignalSet.ReadInherited());
        if (id is not { } command)
        {
            guard?.Dismiss();
            return null;
        }

        guard?.Watch(isAlone ? -command : command);
        return new LinuxChild(command, isAlone ? command : null, guard);
    }

    public override void Send(int signal)
    {
        _isTold |= signal == Native.SigTerm;
        if (signal == Native.SigContinue)
        {
            _stopped.Reset();
        }

        var tree = Tree();
        if (_group is { } group && tree.Any(member => member.Group == group))
        {
            Native.Send(-group, signal);
        }

        foreach (var member in tree.Where(member => member.Group != _group))
        {
            member.Send(signal);
        }
    }

    public override void AwaitStop(TimeSpan limit) => _stopped.Wait(limit);

    public override async Task StopAsync(TimeSpan grace)
    {
        var time = TimeProvider.System;
        var killAt = time.Monotonic() + grace;
        if (!_isTold)
        {
            Send(Native.SigTerm);
        }

        foreach (var member in Tree())
        {
            member.Wake();
        }

        while (!_gone.Task.IsCompleted)
        {
            if (Tree().Count == 0)
            {
                _guard?.Dismiss();
            }
            else if (time.Monotonic() >= killAt)
            {
                Send(Native.SigKill);
            }

            await Task.WhenAny(_gone.Task, Task.Delay(Look, time)).ConfigureAwait(false);
        }
    }

    public override void Dispose() => _guard?.Dismiss();

    private IReadOnlyList<ProcessTree.Member> Tree() => ProcessTree.Below(Environment.ProcessId, _guard?.Id);

    /// <summary>Waits for one child after the other, adopted orphans included, until there is none.</summary>
    private void Reap()
    {
        while (Native.TryWait(out var id, out var status))
        {
            if (id != _id)
            {
                continue;
            }

            if (WaitStatus.IsStop(status))
            {
                LockCtl.Say("the command is stopped (SIGCONT continues it); the lock is kept while lockctl runs");
                _stopped.Set();
            }
            else
            {
                _endedBySignal = WaitStatus.IsSignal(status);
                _ended.TrySetResult(WaitStatus.ExitCodeOf(status));
            }
        }

        _gone.TrySetResult();
    }
}
