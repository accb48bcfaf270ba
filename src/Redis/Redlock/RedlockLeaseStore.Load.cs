using LockActors.Actors;
using LockActors.Engine;

namespace LockActors.Redis.Redlock;

internal sealed partial class RedlockLeaseStore
{
    public async ValueTask<StoredState> LoadAsync(LockKey key)
    {
        // The first time this also connects, so it takes what time it needs; but a slow minority is not waited for.
        var asked = _masters.Select(master => _commands.LoadAsync(master, key, _options.CommandTimeout)).ToList();
        var all = Task.WhenAll(asked);
        await Task.WhenAny(all, Task.Delay(_options.NodeTimeout, _time)).ConfigureAwait(false);
        while (!all.IsCompleted && Answers().Length < Majority)
        {
            // With the last answer none may be left for a moment before all of them count as completed.
            await Task.WhenAny(asked.Where(static task => !task.IsCompleted).Append<Task>(all)).ConfigureAwait(false);
        }

        var state = Judge(Answers(), _masters.Length);
        return state.IsKnown
            ? state
            : StoredState.Unanswered(Why([.. _masters.Select(static master => master.WhyNoVote()).OfType<string>()]));

        MasterState[] Answers() =>
            [.. asked.Where(task => task.IsCompletedSuccessfully).Select(task => task.Result).OfType<MasterState>()];
    }

    /// <summary>A majority holds what is none of ours, for as long as its majority-th longest vote.</summary>
    public async ValueTask<TimeSpan?> LookOutsideAsync(LockKey key)
    {
        var states = await Task.WhenAll(
            _masters.Select(master => _commands.LoadAsync(master, key, _options.NodeTimeout))).ConfigureAwait(false);
        var left = states.Select(static state => state?.Outside).OfType<TimeSpan>().OrderDescending().ToArray();
        return left.Length < Majority ? null : left[Majority - 1];
    }

    /// <summary>What a majority of the masters knows. A lease that a majority cannot have was never granted, or is on
    /// its way out; one that it may have, counting masters that did not answer, is restored, and its next extension
    /// tells.</summary>
    internal static StoredState Judge(IReadOnlyList<MasterState> states, int masters)
    {
        var majority = (masters / 2) + 1;
        if (states.Count < majority)
        {
            return StoredState.Unknown;
        }

        var fence = states.Max(state => FenceText.TokenOf(state.Fence));
        var lease = states.Where(state => state.Held.Length > 0)
            .GroupBy(state => state.Held)
            .Where(votes => votes.Count() + masters - states.Count >= majority)
            .OrderByDescending(votes => votes.Count())
            .Select(votes => Restore([.. votes], majority))
            .FirstOrDefault();
        return new StoredState(IsKnown: true, lease, fence);
    }

    private static RestoredLease? Restore(MasterState[] votes, int majority)
    {
        // The lease has a majority for as long as its majority-th longest vote.
        var left = votes.Select(vote => vote.Left).OrderDescending().Take(majority).Last();
        var leases = votes
            .Select(vote => FenceText.LeaseOf(vote.Fence, vote.Held, left))
            .OfType<RestoredLease>()
            .ToArray();
        return leases.FirstOrDefault(lease => lease.IsReentered) ?? leases.FirstOrDefault();
    }
}
