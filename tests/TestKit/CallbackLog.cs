using Microsoft.Extensions.Logging;

namespace LockActors.TestKit;

/// <summary>A log that hands each line to the test.</summary>
/// <param name="onLine">Takes a line; may throw, as a log whose disk is full.</param>
public sealed class CallbackLog<T>(Action<LogLevel, string> onLine) : ILogger<T>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter) => onLine(logLevel, formatter(state, exception));
}
