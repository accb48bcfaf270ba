using System.Runtime.CompilerServices;
using System.Text.Json;
using LockActors.Contracts;
using LockActors.Monitoring;

namespace LockActors.Client.Orleans;

public sealed partial class OrleansLockMonitor
{
    private static readonly TimeSpan EventTick = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LookForSilosEvery = TimeSpan.FromSeconds(2);

    /// <summary>So many silos that are gone stay in a position.</summary>
    private const int MostSources = 32;

    /// <inheritdoc/>
    public async IAsyncEnumerable<LockEventBatch> EventsAsync(
        LockEventPosition? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IReadOnlyList<SiloAddress> silos = [];
        var position = after ?? LockEventPosition.Start;
        var lookAt = TimeSpan.MinValue;
        for (var first = true; ; first = false)
        {
            if (_time.Monotonic() >= lookAt)
            {
                silos = await _silos.ActiveAsync(cancellationToken).ConfigureAwait(false);
                position = WithoutTheDead(position, silos);
                lookAt = _time.Monotonic() + LookForSilosEvery;
            }

            // A silo that comes later tells everything, because it has nothing from before.
            var fromNow = first && after is null;
            var known = position;
            var answers = await Task.WhenAll(silos.Select(silo => _silos.CallAsync<ILockMonitorGrain, SiloEvents>(
                silo,
                grain => grain.EventsAsync(fromNow ? null : known.Of(silo.ToParsableString())),
                cancellationToken))).ConfigureAwait(false);
            var batch = Merge(silos, answers, position, isNew: !first);
            position = batch.Position;
            if (first || batch.Events.Count > 0 || batch.Missed > 0)
            {
                yield return batch;
            }

            if (!answers.Any(answer => answer?.HasMore ?? false))
            {
                await Task.Delay(EventTick, _time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Each silo that starts is a new source, so sources that are gone must not stay for ever; and a position
    /// has a longest text.</summary>
    private static LockEventPosition WithoutTheDead(LockEventPosition position, IReadOnlyList<SiloAddress> silos) =>
        position.Sources.Count > MostSources + silos.Count
            ? position.Only(silos.Select(static silo => silo.ToParsableString()).ToHashSet())
            : position;

    private static LockEventBatch Merge(
        IReadOnlyList<SiloAddress> silos, SiloEvents?[] answers, LockEventPosition position, bool isNew)
    {
        var events = new List<LockEvent>();
        var unreachable = new List<string>();
        long missed = 0;
        for (var i = 0; i < silos.Count; i++)
        {
            if (answers[i] is not { } answer)
            {
                unreachable.Add(silos[i].ToString());
                continue;
            }

            var source = silos[i].ToParsableString();
            var isFirst = !position.Sources.ContainsKey(source);
            missed += isFirst && isNew ? 0 : answer.Missed;
            position = position.With(source, answer.Last);
            if (answer.Events.Length > 0)
            {
                events.AddRange(JsonSerializer.Deserialize(answer.Events, MonitorJson.Default.ListLockEvent)!);
            }
        }

        // Stable: events of one silo stay in their order when a wall clock steps.
        var merged = events.OrderBy(found => found.At).ToList();
        return new LockEventBatch(merged, position, missed, unreachable);
    }
}
