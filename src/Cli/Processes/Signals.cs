using System.Runtime.InteropServices;

namespace LockActors.Cli.Processes;

/// <summary>SIGINT, SIGTERM and SIGHUP: they end the wait for the lock; once the command runs, they are for the
/// command, and lockctl ends with it.</summary>
internal sealed class Signals : IDisposable
{
    private const int SigHup = 1;
    private const int SigInt = 2;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly PosixSignalRegistration[] _registrations;
    private Child? _child;

    public Signals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Handle(context, SigInt)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Handle(context, Native.SigTerm)),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Handle(context, SigHup)),
    ];

    /// <summary>Cancelled by the first signal that comes before there is a command.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>The signal that came last.</summary>
    public int Last { get; private set; }

    /// <summary>From now on signals go to the command, also one that came a moment too early for it.</summary>
    public void ForwardTo(Child child)
    {
        lock (_gate)
        {
            _child = child;
            if (_ended.IsCancellationRequested)
            {
                child.Send(Last);
            }
        }
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _ended.Dispose();
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
            else if (signal != SigInt || !Native.IsInForeground())
            {
                // What is typed on a terminal reaches the command by itself; twice would be an order to hurry.
                _child.Send(signal);
            }
        }
    }
}
