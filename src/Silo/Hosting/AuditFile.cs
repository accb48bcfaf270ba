using System.Text.Encodings.Web;
using System.Text.Json;
using LockActors.Server;
using Microsoft.Extensions.Logging.Abstractions;

namespace LockActors.Silo.Hosting;

/// <summary>Writes the audit log to a file too, one JSON object a line, each line at once. Another program may rotate
/// the file. One that takes no more ends neither requests nor the server: the log itself has the lines, and standard
/// error says so once.</summary>
internal sealed class AuditFile(string path, TimeProvider time) : ILoggerProvider
{
    private const string Template = "{OriginalFormat}";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _turn = new();
    private readonly AppendedFile _file = new(path);
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

    /// <summary>Opens the path anew, at once.</summary>
    public void Reopen() => Use(static file => file.Reopen());

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
        var bytes = line.ToArray();
        Use(file => file.Append(bytes));
    }

    private void Use(Action<AppendedFile> action)
    {
        lock (_turn)
        {
            if (_file.IsClosed)
            {
                return;
            }

            try
            {
                action(_file);
                _fails = false;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                if (!_fails)
                {
                    Console.Error.WriteLine($"LockActors: the audit file cannot be written to: {error.Message}");
                }

                _fails = true;
            }
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
