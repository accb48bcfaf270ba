using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LockActors.Silo.Tests;

/// <summary>Counts the TLS handshakes that a silo says it ended.</summary>
internal sealed class HandshakeLog : ILoggerProvider
{
    private const string ServerSide = "Orleans.Connections.Security.TlsServerConnectionMiddleware";

    private int _failed;

    public int Failed => Volatile.Read(ref _failed);

    public ILogger CreateLogger(string categoryName) =>
        categoryName == ServerSide ? new Counter(this) : NullLogger.Instance;

    public void Dispose()
    {
    }

    private sealed class Counter(HandshakeLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => Interlocked.Increment(ref log._failed);
    }
}
