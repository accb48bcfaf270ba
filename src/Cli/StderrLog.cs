using Microsoft.Extensions.Logging;

namespace LockActors.Cli;

/// <summary>Warnings of the client library, as lines on standard error.</summary>
internal sealed class StderrLog<T> : ILogger<T>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Console.Error.WriteLine($"lockctl: {formatter(state, exception)}");
        }
    }
}
