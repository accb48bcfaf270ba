using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace LockActors.TestKit;

/// <summary>Keeps what is logged at a level or above it, whichever way the log is handed over.</summary>
/// <param name="least">The lowest level that is kept.</param>
public sealed class LogLines(LogLevel least) : ILoggerFactory, ILoggerProvider, ILogger
{
    /// <summary>The lines, each with its exception if there was one.</summary>
    public ConcurrentQueue<string> All { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            var text = formatter(state, exception);
            All.Enqueue(exception is null ? text : $"{text} {exception}");
        }
    }
}
