using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LockActors.Contracts;
using LockActors.Monitoring;

namespace LockActors.Client.Orleans;

/// <summary>What operators see of a cluster: it asks every silo and merges what they say.</summary>
/// <param name="grains">The cluster client, or the grain factory of a silo.</param>
/// <param name="time">The clocks. Default: the system's.</param>
public sealed partial class OrleansLockMonitor(IGrainFactory grains, TimeProvider? time = null) : ILockMonitor
{
    /// <summary>So many silos are asked for the Redis masters, for one of them may not answer.</summary>
    private const int AskedForMasters = 2;

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Silos _silos = new(grains, time ?? TimeProvider.System);

    /// <inheritdoc/>
    public async ValueTask<LockOverview> OverviewAsync(CancellationToken cancellationToken = default)
    {
        var silos = await _silos.ActiveAsync(cancellationToken).ConfigureAwait(false);
        var answers = await Task.WhenAll(silos.Select(silo => AskAsync(
            silo, static grain => grain.OverviewAsync(), MonitorJson.Default.LockOverview, cancellationToken)))
            .ConfigureAwait(false);
        var unreachable = silos.Where((_, at) => answers[at] is null).Select(silo => silo.ToString()).ToList();
        return Overviews.Merge([.. answers.OfType<LockOverview>()], unreachable, _time.GetUtcNow());
    }

    /// <inheritdoc/>
    public async ValueTask<LockActivity> ActivityAsync(LockKey key, CancellationToken cancellationToken = default)
    {
        try
        {
            var bytes = await grains.GetGrain<ILockGrain>(key.Value).ActivityAsync().AsTask()
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            return JsonSerializer.Deserialize(bytes, MonitorJson.Default.LockActivity)!;
        }
        catch (Exception error) when (Failures.IsOperating(error, cancellationToken))
        {
            throw new LockUnavailableException(key);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<LockCluster> ClusterAsync(CancellationToken cancellationToken = default)
    {
        var hosts = await _silos.AllAsync(cancellationToken).ConfigureAwait(false);
        var active = hosts.Where(host => host.Status == SiloStatus.Active).ToList();
        var answers = await Task.WhenAll(active.Select(
            (host, at) => DescribeAsync(host, withMasters: at < AskedForMasters, cancellationToken)))
            .ConfigureAwait(false);
        var first = Array.FindIndex(answers, static answer => answer is not null);
        if (first >= AskedForMasters)
        {
            // The silos that were to ask the masters do not answer; the masters may be fine.
            answers[first] = await DescribeAsync(active[first], withMasters: true, cancellationToken)
                .ConfigureAwait(false) ?? answers[first];
        }

        var members = hosts.Select(host =>
        {
            var at = active.IndexOf(host);
            var answer = at < 0 ? null : answers[at]?.Members[0];
            return (answer ?? new LockMember { Address = "", Name = "", Status = "" }) with
            {
                Address = host.SiloAddress.ToString(),
                Name = host.SiloName,
                Status = host.Status.ToString(),
            };
        });
        var asked = first < 0 ? null : answers[first];
        return new LockCluster
        {
            Members = [.. members.OrderBy(member => member.Name, StringComparer.Ordinal)],
            Store = asked?.Store ?? "none",
            Masters = asked?.Masters ?? [],
        };
    }

    private Task<LockCluster?> DescribeAsync(
        MembershipEntry silo, bool withMasters, CancellationToken cancellationToken) => AskAsync(
        silo.SiloAddress,
        grain => grain.DescribeAsync(withMasters),
        MonitorJson.Default.LockCluster,
        cancellationToken);

    private async Task<T?> AskAsync<T>(
        SiloAddress silo,
        Func<ILockMonitorGrain, ValueTask<byte[]?>> ask,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken)
        where T : class
    {
        var bytes = await _silos.CallAsync(silo, ask, cancellationToken).ConfigureAwait(false);
        return bytes is null ? null : JsonSerializer.Deserialize(bytes, type);
    }
}
