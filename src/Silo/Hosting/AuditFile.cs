using System.Text.Encodings.Web;
using System.Text.Json;
using LockActors.Server;
using Microsoft.Extensions.Logging.Abstractions;

namespace LockActors.Silo.Hosting;

/// <summary>Writes the audit log to a file too, one JSON object a line, each line at once. A file that takes no more
/// ends neither requests nor the server: the log itself has the lines, and standard error says so once.</summary>
internal sealed class AuditFile(string path, TimeProvider time) : ILoggerProvider
{
    private const string Template = "{OriginalFormat}";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _turn = new();
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
    private bool _fails;

    public ILogger CreateLogger(string categoryName) =>
        categoryName == AuditLog.Category ? new Writer(this) : NullLogger.Instance;

    public void Dispose()
    {
        lock (_turn)
        {
            _file.Dispose();
        }
    }

    private void Write(EventId id, IEnumerable<KeyValuePair<string, object?>> fields)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line, Options))
        {
            json.WriteStartObject();
            json.WriteString("at", time.GetUtcNow());
            json.WriteNumber("id", id.Id);
            json.WriteString("event", id.Name);
            foreach (var (name, value) in fields.Where(static field => field.Key != Template))
            {
                json.WriteString(JsonNamingPolicy.CamelCase.ConvertName(name), value?.ToString());
            }

            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        lock (_turn)
        {
            if (_file.CanWrite)
            {
                Append(line);
            }
        }
    }

    private void Append(MemoryStream line)
    {
        try
        {
            line.WriteTo(_file);
            _fails = false;
        }
        catch (IOException error)
        {
            if (!_fails)
            {
                Console.Error.WriteLine($"LockActors: the audit file cannot be written to: {error.Message}");
            }

            _fails = true;
        }
    }

    private sealed class Writer(AuditFile file) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (state is IEnumerable<KeyValuePair<string, object?>> fields)
            {
                file.Write(eventId, fields);
            }
        }
    }
}
