using System.Globalization;
using LockActors.Bench.Harness;
using StackExchange.Redis;

namespace LockActors.Bench.Redis;

/// <summary>The plain recipe, without this project: <c>SET NX PX</c>, again every 10 ms until it succeeds, and a
/// compare-and-delete script.</summary>
internal sealed class SpinTaker(IDatabase database) : IPairTaker
{
    private const string Release =
        "if redis.call('get',KEYS[1])==ARGV[1] then return redis.call('del',KEYS[1]) end return 0";

    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(10);

    public async ValueTask<Pair> TakeAsync(LockKey key)
    {
        var lease = LeaseId.New();
        while (!await database.StringSetAsync($"spin:{key}", lease.Reveal(), Ttl, When.NotExists))
        {
            await Task.Delay(Retry);
        }

        return new Pair(lease, default);
    }

    public async ValueTask ReleaseAsync(LockKey key, Pair pair)
    {
        var deleted = (long)await database.ScriptEvaluateAsync(Release, [$"spin:{key}"], [pair.Lease.Reveal()]);
        if (deleted != 1)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{key} was not held."));
        }
    }
}
