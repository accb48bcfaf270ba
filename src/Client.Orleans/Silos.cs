using Orleans.Runtime.Placement;

namespace LockActors.Client.Orleans;

/// <summary>Which silos a cluster has. The management grain that knows it may live on a silo that hangs, so it is asked
/// under several keys, each of which lives somewhere.</summary>
/// <param name="grains">The cluster client, or the grain factory of a silo.</param>
/// <param name="time">The clocks.</param>
internal sealed class Silos(IGrainFactory grains, TimeProvider time)
{
    /// <summary>How many keys of the management grain are tried.</summary>
    private const int Keys = 4;

    /// <summary>How long one of them may take.</summary>
    private static readonly TimeSpan ManagementPatience = TimeSpan.FromSeconds(1);

    /// <summary>A silo that takes longer counts as one that does not answer.</summary>
    private static readonly TimeSpan SiloPatience = TimeSpan.FromSeconds(2);

    private int _answeredLast;

    public async ValueTask<IReadOnlyList<SiloAddress>> ActiveAsync(CancellationToken cancellationToken)
    {
        var hosts = await CallManagementAsync(
            static management => management.GetHosts(onlyActive: true), cancellationToken).ConfigureAwait(false);
        return [.. hosts.Keys.Order()];
    }

    /// <summary>Silos that stop or are dead too, as long as the membership table shows them; of each name and address
    /// the newest.</summary>
    public async ValueTask<IReadOnlyList<MembershipEntry>> AllAsync(CancellationToken cancellationToken)
    {
        var hosts = await CallManagementAsync(static management => management.GetDetailedHosts(), cancellationToken)
            .ConfigureAwait(false);
        return
        [
            .. hosts.GroupBy(host => host.SiloAddress.Endpoint)
                .Select(same => same.MaxBy(host => host.SiloAddress.Generation)!),
        ];
    }

    /// <summary>Asks the grain that speaks for a silo, on that silo. Null when it does not answer in time.</summary>
    public async Task<T?> CallAsync<TGrain, T>(
        SiloAddress silo, Func<TGrain, ValueTask<T?>> ask, CancellationToken cancellationToken)
        where TGrain : IGrainWithStringKey
        where T : class
    {
        try
        {
            // Says where to place the grain, and flows with the calls of this method only.
            RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
            return await ask(grains.GetGrain<TGrain>(silo.ToParsableString())).AsTask()
                .WaitAsync(SiloPatience, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (Failures.IsOperating(error, cancellationToken))
        {
            return null;
        }
    }

    private async Task<T> CallManagementAsync<T>(
        Func<IManagementGrain, Task<T>> ask, CancellationToken cancellationToken)
    {
        var first = Volatile.Read(ref _answeredLast);
        for (var i = 0; i < Keys; i++)
        {
            var key = (first + i) % Keys;
            try
            {
                var answer = await ask(grains.GetGrain<IManagementGrain>(key))
                    .WaitAsync(ManagementPatience, time, cancellationToken).ConfigureAwait(false);
                Volatile.Write(ref _answeredLast, key);
                return answer;
            }
            catch (Exception error) when (Failures.IsOperating(error, cancellationToken))
            {
                // The next one lives elsewhere, as likely as not.
            }
        }

        throw new LockUnavailableException(default, "the cluster does not say which silos it has");
    }
}
