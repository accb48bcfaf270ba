using Microsoft.Extensions.Options;
using Orleans.Clustering.Redis;
using Orleans.Configuration;

namespace LockActors.Silo.Cluster;

/// <summary>Asks the membership table in Redis whether it has this silo.</summary>
internal sealed class MembershipListing(
    IMembershipTable table,
    ISiloStatusOracle oracle,
    IOptions<RedisClusteringOptions> redis,
    IOptions<ClusterOptions> cluster)
{
    public async Task<bool> HasThisSiloAsync()
    {
        try
        {
            return (await table.ReadRowAsync(oracle.SiloAddress).ConfigureAwait(false)).Members.Count > 0;
        }
        catch (RedisClusteringException)
        {
            // This is also what Orleans says of a table that is not there at all.
            if (await TableExistsAsync().ConfigureAwait(false))
            {
                throw;
            }

            return false;
        }
    }

    private async Task<bool> TableExistsAsync()
    {
        var (connection, isShared) = await redis.Value.CreateMultiplexer(redis.Value).ConfigureAwait(false);
        try
        {
            return await connection.GetDatabase().KeyExistsAsync(redis.Value.CreateRedisKey(cluster.Value))
                .ConfigureAwait(false);
        }
        finally
        {
            if (!isShared)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
