using System.Net.Security;
using System.Security.Cryptography;
using LockActors.Silo.Settings;

namespace LockActors.Silo.Hosting;

/// <summary>The certificate that the server shows. Its files are looked at when a connection begins, and read anew when
/// they changed; files that cannot be read leave the last certificate in place.</summary>
/// <remarks>Kestrel's own reload closes the port for five seconds and cuts held requests: a short lease would be lost
/// by that (docs/adr/0016).</remarks>
internal sealed class ServerCertificate
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly TlsSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _turn = new();

    private SslStreamCertificateContext _current;
    private (DateTime Certificate, DateTime Key) _changed;
    private long _lookedAt;

    /// <exception cref="CryptographicException">The files do not hold what they should.</exception>
    public ServerCertificate(TlsSettings settings, TimeProvider time, ILogger<ServerCertificate> log)
    {
        _settings = settings;
        _time = time;
        _log = log;
        _changed = LastChange();
        _lookedAt = time.GetTimestamp();
        _current = Read();
    }

    /// <summary>What to show now.</summary>
    public SslServerAuthenticationOptions Current()
    {
        lock (_turn)
        {
            if (_time.GetElapsedTime(_lookedAt) >= Every)
            {
                _lookedAt = _time.GetTimestamp();
                ReadIfChanged();
            }

            return new SslServerAuthenticationOptions { ServerCertificateContext = _current };
        }
    }

    private void ReadIfChanged()
    {
        try
        {
            var changed = LastChange();
            if (changed == _changed)
            {
                return;
            }

            // Once for each change: one file may be in place before the other.
            _changed = changed;
            _current = Read();
            _log.CertificateReplaced(_settings.Certificate, _current.TargetCertificate.NotAfter);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException
            or ArgumentException)
        {
            _log.CertificateNotReplaced(
                _settings.Certificate, error.GetBaseException().Message, _current.TargetCertificate.NotAfter);
        }
    }

    /// <summary>A link counts as the file that it leads to, as tools that renew certificates exchange links.</summary>
    private (DateTime Certificate, DateTime Key) LastChange() =>
        (LastChange(_settings.Certificate), LastChange(_settings.Key));

    private static DateTime LastChange(string file)
    {
        if (file.Length == 0)
        {
            return default;
        }

        var target = File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;
        return File.GetLastWriteTimeUtc(target);
    }

    private SslStreamCertificateContext Read() =>
        SslStreamCertificateContext.Create(_settings.Load(), _settings.LoadChain(), offline: true);
}
