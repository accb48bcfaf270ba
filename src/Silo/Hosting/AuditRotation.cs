using System.Runtime.InteropServices;

namespace LockActors.Silo.Hosting;

/// <summary>Opens the audit file anew on SIGHUP, by which programs that rotate logs say that they moved it. The signal
/// ends no server that has an audit file.</summary>
internal sealed class AuditRotation(AuditFile file) : IHostedService, IDisposable
{
    private PosixSignalRegistration? _registration;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnHangUp);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _registration?.Dispose();

    private void OnHangUp(PosixSignalContext signal)
    {
        signal.Cancel = true;
        file.Reopen();
    }
}
