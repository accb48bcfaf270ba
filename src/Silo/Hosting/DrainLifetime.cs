using System.Runtime.InteropServices;
using LockActors.Silo.Settings;

namespace LockActors.Silo.Hosting;

/// <summary>Stops the process in order on SIGTERM and ctrl-C: readiness goes first, then, after a delay that lets load
/// balancers notice, the server. A second ctrl-C ends the process at once.</summary>
internal sealed class DrainLifetime(
    Drain drain,
    ServerSettings settings,
    IHostApplicationLifetime application,
    TimeProvider time,
    ILogger<DrainLifetime> log) : IHostLifetime, IDisposable
{
    private const int InterruptedExitCode = 130;
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT];

    private readonly Lock _turn = new();
    private PosixSignalRegistration[] _registrations = [];

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _registrations = [.. Signals.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => Array.ForEach(_registrations, static registration => registration.Dispose());

    private void OnSignal(PosixSignalContext signal)
    {
        signal.Cancel = true;
        bool again;
        lock (_turn)
        {
            again = drain.Began;
            drain.Begin();
        }

        if (!again)
        {
            log.DrainBegins(signal.Signal, settings.Drain.Delay, settings.Drain.Timeout);
            _ = StopLaterAsync();
        }
        else if (signal.Signal == PosixSignal.SIGINT)
        {
            Environment.Exit(InterruptedExitCode);
        }
    }

    private async Task StopLaterAsync()
    {
        await Task.Delay(settings.Drain.Delay, time).ConfigureAwait(false);
        application.StopApplication();
    }
}
