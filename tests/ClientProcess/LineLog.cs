using LockActors.Client;
using Microsoft.Extensions.Logging;

namespace LockActors.ClientProcess;

/// <summary>Says the names of what is logged.</summary>
internal sealed class LineLog : ILogger<LockClient>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) => Say.Line($"log {eventId.Name}");
}
