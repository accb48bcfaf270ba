using Microsoft.Extensions.Logging;

namespace LockActors.Cli;

/// <summary>Warnings of the client library, as lines on standard error: an outage is told once, not with each
/// attempt.</summary>
/// <param name="wait">For how long the command waits for a lock. Default: it does not say.</param>
/// <param name="say">Tells a person something. Default: on standard error.</param>
/// <param name="cause">What went wrong last. Default: what the server's answer says.</param>
/// <param name="time">The clock. Default: the system's.</param>
internal sealed class StderrLog<T>(
    TimeSpan wait = default, Action<string>? say = null, Func<string?>? cause = null, TimeProvider? time = null)
    : ILogger<T>
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Action<string> _say = say ?? LockCtl.Say;
    private readonly Func<string?> _cause = cause ?? (static () => Connection.LastFailure?.Reason);
    private readonly TimeSpan _begun = (time ?? TimeProvider.System).Monotonic();
    private readonly Lock _turn = new();
    private TimeSpan _left = TimeSpan.MaxValue;
    private bool _triesAgain;
    private bool _isLost;

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
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var values = (state as IEnumerable<KeyValuePair<string, object?>> ?? [])
            .ToDictionary(static value => value.Key, static value => value.Value);
        string line;
        lock (_turn)
        {
            line = Describe(eventId.Name, values) ?? formatter(state, exception);
        }

        if (line.Length > 0)
        {
            _say(line);
        }
    }

    /// <summary>What is told of an event: nothing when it is empty, what the library says when it is null.</summary>
    private string? Describe(string? name, Dictionary<string, object?> values)
    {
        switch (name)
        {
            case "TryingAgain":
                var isFirst = !_triesAgain;
                _triesAgain = true;
                var rest = wait - (_time.Monotonic() - _begun);
                var until = rest > TimeSpan.Zero ? $" for {Durations.Show(rest)}" : "";
                return isFirst ? $"{values["Server"]} does not answer ({values["Failure"]}); trying again{until}" : "";
            case "RenewalFailed":
                // What is left shrinks until a renewal succeeds.
                var left = (TimeSpan)values["Left"]!;
                var isNew = left > _left || _left == TimeSpan.MaxValue;
                _left = left;
                return isNew
                    ? $"lock '{values["Key"]}' cannot be renewed ({_cause() ?? values["Outcome"]}); "
                        + $"it stays held for {Durations.Show(left)}, trying again until then"
                    : "";
            case "LockLost":
                _isLost = true;
                return null;
            case "ReleaseGivenUp":
                return _isLost
                    ? ""
                    : $"the release of lock '{values["Key"]}' got no answer ({_cause() ?? "unknown cause"}); "
                        + $"it ends by itself within {Durations.Show((TimeSpan)values["Ttl"]!)}";

            // The command itself tells the end.
            case "GivenUp" or "NotCarriedOut" or "NotRevoked":
                return "";
            default:
                return null;
        }
    }
}
