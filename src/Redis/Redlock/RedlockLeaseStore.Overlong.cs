using LockActors.Actors;
using LockActors.Engine;

namespace LockActors.Redis.Redlock;

internal sealed partial class RedlockLeaseStore
{
    /// <summary>Removes on every master what lasts too long there: each has a clock of its own.</summary>
    public async ValueTask<StoreReply> RemoveOverlongAsync(LockKey key, StoreEffect effect)
    {
        var replies = await Task.WhenAll(_masters.Select(master => _commands.RemoveOverlongAsync(
            master, key, effect.Longest, "", _options.CommandTimeout))).ConfigureAwait(false);
        if (replies.Any(static reply => reply.Answer == MasterResultCode.Done))
        {
            return StoreReply.Done;
        }

        var refused = replies.Count(static reply => reply.IsRefusal);
        return refused > _masters.Length / 2 ? StoreReply.Refused(StoreRefusalKind.Absent) : StoreReply.Failed;
    }

    /// <summary>A minority that holds something for too long would deny its votes for as long, unnoticed
    /// before another master fails. Under a lease that a majority placed no other value there is a holder's.</summary>
    private void Heal(RedlockRound round, int master, in MasterReply reply, LockKey key, TimeSpan longest)
    {
        if (longest > TimeSpan.Zero && reply.Answer == MasterResultCode.HeldByOther
            && reply.HeldFor > longest && reply.HeldFor < TimeSpan.MaxValue)
        {
            Background.Run(
                () => HealAsync(round, _masters[master], key, longest), error => _log.CleanupFailed(error, key));
        }
    }

    private async Task HealAsync(RedlockRound round, RedisMaster master, LockKey key, TimeSpan longest)
    {
        var won = await round.DecideAsync(static quorum => quorum.IsWon).ConfigureAwait(false);
        if (won
            && await _commands.LoadAsync(master, key, _options.CommandTimeout).ConfigureAwait(false) is { } state
            && state.Left > longest)
        {
            _log.MasterOverlong(master.Name, key, state.Left, longest);
            await _commands.RemoveOverlongAsync(master, key, longest, state.Held, _options.CommandTimeout)
                .ConfigureAwait(false);
        }
    }
}
