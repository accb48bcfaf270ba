using System.Runtime.CompilerServices;
using LockActors.Actors.Monitoring;
using LockActors.Monitoring;

namespace LockActors.Actors;

public sealed partial class LocalLockService
{
    private static readonly TimeSpan EventTick = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public ValueTask<LockOverview> OverviewAsync(CancellationToken cancellationToken = default) =>
        new(_monitor.Overview(_index.All()));

    /// <inheritdoc/>
    public ValueTask<LockActivity> ActivityAsync(LockKey key, CancellationToken cancellationToken = default) =>
        new(_monitor.Activity(key, _actors.GetValueOrDefault(key)));

    /// <inheritdoc/>
    public ValueTask<LockCluster> ClusterAsync(CancellationToken cancellationToken = default) =>
        _monitor.DescribeAsync(
            _monitor.Source, Environment.MachineName, _index.All(), _store, withMasters: true, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<LockEventBatch> EventsAsync(
        LockEventPosition? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var listening = _monitor.Listen();
        var source = _monitor.Source;
        var seen = after?.Of(source);

        // A position of an earlier process: what it missed is not known.
        var unknown = after is { Sources.Count: > 0 } && !after.Sources.ContainsKey(source) ? 1 : 0;
        for (var first = true; ; first = false)
        {
            var (events, last, missed) = _monitor.Read(seen);
            seen = last;
            if (first || events.Count > 0 || missed > 0)
            {
                yield return new LockEventBatch(
                    events, LockEventPosition.Start.With(source, last), missed + (first ? unknown : 0), []);
            }

            if (events.Count < ProcessMonitor.MaxEventsAtOnce)
            {
                await Task.Delay(EventTick, _time, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
