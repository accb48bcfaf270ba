using System.Globalization;

namespace LockActors.Redis;

internal sealed partial class RedisMaster
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>A younger master has no vote; null when every master has.</summary>
    private readonly TimeSpan? _minimumAge;

    private TimeSpan _votesFrom = TimeSpan.MaxValue;
    private TimeSpan _askAgeAt = TimeSpan.MinValue;
    private long _epoch;

    private bool IsAgeKnown => _votesFrom != TimeSpan.MaxValue;

    /// <summary>Whether the master has run for longer than any lease lasts. One that restarted may have forgotten
    /// leases that are still believed in, and must not vote for others meanwhile.</summary>
    public async ValueTask<bool> MayVoteAsync(TimeSpan timeout)
    {
        if (_minimumAge is null)
        {
            return true;
        }

        var now = _time.Monotonic();
        if (now >= _votesFrom)
        {
            return true;
        }

        if (now >= _askAgeAt)
        {
            await AskAgeAsync(timeout).ConfigureAwait(false);
        }

        return now >= _votesFrom;
    }

    /// <summary>A connection that broke may lead to a master that restarted.</summary>
    private void ForgetAge()
    {
        lock (_gate)
        {
            _epoch++;
            _votesFrom = TimeSpan.MaxValue;
            _askAgeAt = TimeSpan.MinValue;
        }
    }

    private async Task AskAgeAsync(TimeSpan timeout)
    {
        var epoch = Interlocked.Read(ref _epoch);
        var asked = _time.Monotonic();
        try
        {
            var connection = await ConnectAsync().WaitAsync(timeout, _time).ConfigureAwait(false);
            var info = await connection.GetDatabase().ExecuteAsync("INFO", "server").WaitAsync(timeout, _time)
                .ConfigureAwait(false);
            var age = AgeOf((string?)info ?? "");
            lock (_gate)
            {
                if (_epoch != epoch)
                {
                    return;
                }

                _votesFrom = asked - age + _minimumAge!.Value;
                _askAgeAt = TimeSpan.MaxValue;
            }

            if (age < _minimumAge)
            {
                _log.MasterIsYoung(Name, age, _minimumAge.Value - age);
            }
        }
        catch (Exception error) when (error is not (InvariantViolationException or OutOfMemoryException))
        {
            _askAgeAt = asked + AskAgainAfter;
            _log.AgeUnknown(Name, error is TimeoutException ? "no answer in time" : error.Message);
        }
    }

    private static TimeSpan AgeOf(string info)
    {
        const string Field = "uptime_in_seconds:";
        foreach (var line in info.Split('\n'))
        {
            if (line.StartsWith(Field, StringComparison.Ordinal))
            {
                return TimeSpan.FromSeconds(long.Parse(line[Field.Length..].Trim(), CultureInfo.InvariantCulture));
            }
        }

        throw new FormatException($"INFO server does not name {Field}");
    }
}
