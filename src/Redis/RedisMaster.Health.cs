using LockActors.Monitoring;
using StackExchange.Redis;

namespace LockActors.Redis;

internal sealed partial class RedisMaster
{
    /// <summary>A health check does not wait as long as a lock may: a master that takes longer counts as
    /// down.</summary>
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(1);

    /// <summary>How the master is, within the time limit and a second.</summary>
    public async Task<StoreMaster> AskHealthAsync(TimeSpan timeout)
    {
        try
        {
            return await LookAsync().WaitAsync(timeout < LongestLook ? timeout : LongestLook, _time)
                .ConfigureAwait(false);
        }
        catch (Exception error) when (error is not (InvariantViolationException or OutOfMemoryException))
        {
            // A master that is down is what is asked for here, and is logged where it is used.
            return new StoreMaster { EndPoint = Name };
        }
    }

    private async Task<StoreMaster> LookAsync()
    {
        var connection = await ConnectAsync().ConfigureAwait(false);
        if (!connection.IsConnected)
        {
            return new StoreMaster { EndPoint = Name };
        }

        var database = connection.GetDatabase();
        var asked = _time.GetTimestamp();
        await database.PingAsync().ConfigureAwait(false);
        var latency = _time.GetElapsedTime(asked);
        string info;
        try
        {
            info = await InfoAsync(connection, "default", LongestLook).ConfigureAwait(false);
        }
        catch (RedisServerException)
        {
            // An access rule forbids it: the master is up all the same, and tells no more than that.
            return new StoreMaster
            {
                EndPoint = Name,
                Up = true,
                Latency = latency,
                Votes = Standing() == MasterStanding.Voter,
            };
        }

        var age = AgeOf(info);
        var readOnly = IsReadOnly(info);
        var left = _members is null || age >= _members.MinimumAge ? TimeSpan.Zero : _members.MinimumAge - age;
        return new StoreMaster
        {
            EndPoint = Name,
            Up = true,
            Latency = latency,
            RunTime = age,
            ReadOnly = readOnly,
            Votes = left == TimeSpan.Zero && !readOnly && !_isDuplicate,
            VotesIn = left > TimeSpan.Zero ? left : null,
        };
    }

    /// <summary>Redis names the line <c>slave_read_only</c> in every version, and only on a replica.</summary>
    private static bool IsReadOnly(string info) => info.Contains("slave_read_only:1", StringComparison.Ordinal);
}
