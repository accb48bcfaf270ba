using LockActors.Cluster;

namespace LockActors.Bench.Cluster;

/// <summary>Takes many locks at once.</summary>
internal static class Many
{
    private const int AtOnce = 64;

    public static async Task<LockGrant[]> AcquireAsync(ClusterClient client, int count, TimeSpan ttl)
    {
        var grants = new LockGrant[count];
        await Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (i, stop) =>
            {
                var reply = await client.Service.AcquireAsync(
                    $"many/{i}", new LockRequest { Id = RequestId.New(), Ttl = ttl }, stop);
                grants[i] = reply.Grant ?? throw new InvalidOperationException($"Lock {i} was not granted: {reply}.");
            });
        return grants;
    }
}
