using System.Globalization;
using LockActors.Monitoring;
using LockActors.Redis.Scripts;
using StackExchange.Redis;

namespace LockActors.Redis;

internal sealed partial class RedisMaster
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>The question is for all who wait: it has more time than one of them, with a short lease, may have.
    /// </summary>
    private static readonly TimeSpan LeastQuestion = TimeSpan.FromSeconds(1);

    /// <summary>Null for a Redis that is no part of a quorum: there is nothing to vote on.</summary>
    private readonly QuorumMembers? _members;

    private TimeSpan _votesFrom = TimeSpan.MaxValue;
    private TimeSpan _askAt = TimeSpan.MinValue;
    private bool _isDuplicate;
    private long _epoch;
    private Task? _asking;

    /// <summary>What part the master may take in a vote. It is asked once for each connection, however many wait for
    /// the answer.</summary>
    public async ValueTask<MasterStanding> StandingAsync(TimeSpan timeout)
    {
        if (_members is null)
        {
            return MasterStanding.Voter;
        }

        var standing = Standing();
        if (standing == MasterStanding.Unknown && AskOnce(_members, timeout) is { } asking)
        {
            await asking.WaitAsync(timeout, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            standing = Standing();
        }

        return standing;
    }

    /// <summary>The question that is under way, or a new one; null when the last one failed a moment ago.</summary>
    private Task? AskOnce(QuorumMembers members, TimeSpan timeout)
    {
        lock (_gate)
        {
            return _asking is { IsCompleted: false } ? _asking
                : _time.Monotonic() < _askAt ? null
                : _asking = AskStandingAsync(members, timeout > LeastQuestion ? timeout : LeastQuestion);
        }
    }

    /// <summary>Why the master has no vote, for people; null when it has one, as far as is known.</summary>
    public string? WhyNoVote()
    {
        if (_failure is { } failure)
        {
            return failure;
        }

        switch (Standing())
        {
            case MasterStanding.Young:
                return StoreMaster.DescribeYoung(Name, _votesFrom - _time.Monotonic());
            case MasterStanding.Duplicate:
                return $"{Name} is the same Redis as another master";
            case MasterStanding.Unknown:
                return $"{Name} has not said how long it runs";
            default:
                return null;
        }
    }

    private MasterStanding Standing()
    {
        lock (_gate)
        {
            return _members is null ? MasterStanding.Voter
                : _isDuplicate ? MasterStanding.Duplicate
                : _votesFrom == TimeSpan.MaxValue ? MasterStanding.Unknown
                : _time.Monotonic() < _votesFrom ? MasterStanding.Young
                : MasterStanding.Voter;
        }
    }

    /// <summary>A connection that broke may lead to a master that restarted, or to another one.</summary>
    private void ForgetStanding()
    {
        lock (_gate)
        {
            _epoch++;
            _votesFrom = TimeSpan.MaxValue;
            _askAt = TimeSpan.MinValue;
            _asking = null;
            _isDuplicate = false;
            _members?.Forget(this);
        }
    }

    private async Task AskStandingAsync(QuorumMembers members, TimeSpan timeout)
    {
        var epoch = Interlocked.Read(ref _epoch);
        var asked = _time.Monotonic();
        try
        {
            var connection = await ConnectAsync().WaitAsync(timeout, _time).ConfigureAwait(false);
            var info = await InfoAsync(connection, "server", timeout).ConfigureAwait(false);
            Judge(members, epoch, asked, AgeOf(info), FieldOf(info, "run_id:") ?? "");
        }
        catch (RedisServerException error) when (members.MinimumAge == TimeSpan.Zero)
        {
            // It answers, and may not tell who it is: then its name is all there is to go by.
            _log.IdentityUnknown(Name, error.Message);
            lock (_gate)
            {
                _votesFrom = _epoch == epoch ? asked : _votesFrom;
            }
        }
        catch (Exception error) when (error is not (InvariantViolationException or OutOfMemoryException))
        {
            lock (_gate)
            {
                _askAt = _epoch == epoch ? asked + AskAgainAfter : _askAt;
            }

            _log.AgeUnknown(Name, error is TimeoutException ? "no answer in time" : error.Message);
        }
    }

    private void Judge(QuorumMembers members, long epoch, TimeSpan asked, TimeSpan age, string runId)
    {
        RedisMaster first;
        lock (_gate)
        {
            if (_epoch != epoch)
            {
                return;
            }

            first = runId.Length > 0 ? members.Register(this, runId) : this;
            _isDuplicate = first != this;
            _votesFrom = asked - age + members.MinimumAge;
        }

        if (runId.Length == 0)
        {
            _log.IdentityUnknown(Name, "INFO does not name run_id");
        }

        if (first != this)
        {
            _log.MasterIsTwin(Name, first.Name);
        }
        else if (age < members.MinimumAge)
        {
            _log.MasterIsYoung(Name, age, members.MinimumAge - age);
        }
    }

    /// <summary>Asks by a script: the client library counts <c>INFO</c> among the commands of administrators.</summary>
    private async Task<string> InfoAsync(ConnectionMultiplexer connection, string section, TimeSpan timeout) =>
        (string?)await EvaluateAsync(connection, LeaseScripts.Info, [], [section, RedisValue.Null], timeout)
            .ConfigureAwait(false) ?? "";

    private static TimeSpan AgeOf(string info) => TimeSpan.FromSeconds(
        long.Parse(
            FieldOf(info, "uptime_in_seconds:") ?? throw new FormatException("INFO does not name uptime_in_seconds"),
            CultureInfo.InvariantCulture));

    private static string? FieldOf(string info, string name)
    {
        foreach (var line in info.Split('\n'))
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
            {
                return line[name.Length..].Trim();
            }
        }

        return null;
    }
}
