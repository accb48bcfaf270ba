using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace LockActors.Cli.Processes;

/// <summary>The signals that would end lockctl: they end the wait for the lock; once the command runs, they are for the
/// command, and lockctl ends with it. A signal that lockctl was told to ignore at its start, as nohup does, stays
/// ignored.</summary>
/// <remarks>It lives as long as the process. A signal may be handled late, and one that finds no handler any more would
/// end lockctl instead of letting it return the command's exit code.</remarks>
internal sealed class Signals
{
    private static readonly List<PosixSignalRegistration> Registrations = [];

    /// <summary>How long a command may take to stop; one that ignores the signal does not.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(2);

    private const int SigHup = 1;
    private const int SigInt = 2;
    private const int SigQuit = 3;
    private const int SigStop = 19;
    private const int SigTerminalStop = 20;
    private const int FirstRealTime = 35;

    /// <summary>On Linux all that .NET can handle: SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM, SIGTERM,
    /// SIGSTKFLT, SIGXCPU, SIGVTALRM, SIGPROF, SIGIO, SIGPWR and the real-time signals that neither libc nor .NET
    /// uses.</summary>
    private static readonly int[] OnLinux =
    [
        SigHup, SigInt, SigQuit, 10, 12, 14, Native.SigTerm, 16, 24, 26, 27, 29, 30,
        .. Enumerable.Range(FirstRealTime, SignalSet.Last - FirstRealTime + 1),
    ];

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _terminated = new();
    private Child? _child;

    public Signals()
    {
        var ignored = SignalSet.ReadInherited();
        Registrations.AddRange(OperatingSystem.IsLinux()
            ? [.. OnLinux.Where(signal => !SignalSet.Has(ignored, signal)).Select(Register), .. RegisterStop()]
            :
            [
                PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Handle(context, SigInt)),
                PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Handle(context, Native.SigTerm)),
                PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Handle(context, SigHup)),
            ]);
    }

    /// <summary>Cancelled by the first signal that comes before there is a command.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Cancelled when SIGTERM was passed to a command with all that it started.</summary>
    public CancellationToken Terminated => _terminated.Token;

    /// <summary>Whether one of the signals that ask for an end (SIGHUP, SIGINT, SIGQUIT, SIGTERM) came while the
    /// command ran.</summary>
    public bool AskedToEnd { get; private set; }

    /// <summary>The signal that came last.</summary>
    public int Last { get; private set; }

    /// <summary>Starts the command; from its first moment on signals go to it, also one that came too early for
    /// it.</summary>
    public Child? Start(Func<Child?> start)
    {
        lock (_gate)
        {
            _child = start();
            if (_child is not null && _ended.IsCancellationRequested)
            {
                Forward(_child, Last);
            }

            return _child;
        }
    }

    /// <summary>The command is over, and what it left running on purpose gets no signals from here.</summary>
    public void StopForwarding()
    {
        lock (_gate)
        {
            _child = null;
        }
    }

    private PosixSignalRegistration Register(int signal) =>
        PosixSignalRegistration.Create((PosixSignal)signal, context => Handle(context, signal));

    /// <summary>Without a terminal a stop of lockctl's group does not reach the command, which would go on while its
    /// lock is not renewed: lockctl passes it on and then stops itself. With one, the terminal stops both.</summary>
    [SupportedOSPlatform("linux")]
    private PosixSignalRegistration[] RegisterStop() => Terminal.IsAttached
        ? []
        :
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTSTP, context =>
            {
                context.Cancel = true;
                Pass(SigTerminalStop);

                // The report of the stop is gone once the command goes on.
                _child?.AwaitStop(StopPatience);
                Native.Send(Environment.ProcessId, SigStop);
            }),
            PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => Pass(Native.SigContinue)),
        ];

    private void Pass(int signal)
    {
        lock (_gate)
        {
            _child?.Send(signal);
        }
    }

    private void Handle(PosixSignalContext context, int signal)
    {
        context.Cancel = true;
        lock (_gate)
        {
            Last = signal;
            if (_child is null)
            {
                _ = _ended.CancelAsync();
            }
            else if (signal is SigInt or SigQuit && Terminal.IsInForeground)
            {
                // What is typed on a terminal reaches the command by itself; twice would be an order to hurry.
                AskedToEnd = true;
            }
            else
            {
                Forward(_child, signal);
            }
        }
    }

    private void Forward(Child child, int signal)
    {
        AskedToEnd |= signal is SigHup or SigInt or SigQuit or Native.SigTerm;
        child.Send(signal);
        if (signal == Native.SigTerm && child.IsWholeTree)
        {
            _ = _terminated.CancelAsync();
        }
    }
}
