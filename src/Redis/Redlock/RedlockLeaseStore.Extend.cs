using LockActors.Actors;
using LockActors.Engine;

namespace LockActors.Redis.Redlock;

internal sealed partial class RedlockLeaseStore
{
    /// <summary>Extends on a majority that still has the lease. Where it is missing it is placed again, which counts
    /// from the next extension on: a majority of fresh votes would prove nothing of the time in between.</summary>
    public async ValueTask<StoreReply> ExtendAsync(LockKey key, StoreEffect effect)
    {
        if (effect.Ttl == TimeSpan.Zero)
        {
            return await LookAsync(key, effect).ConfigureAwait(false);
        }

        var timeout = TimeoutFor(effect.Ttl);
        var started = _time.Monotonic();
        var round = RedlockRound.Start(
            _masters, master => _commands.ExtendAsync(master, key, effect, placeAgain: true, timeout));
        var (won, refused) = await round.DecideAsync(static quorum => (quorum.IsWon, quorum.IsCertainlyRefused))
            .ConfigureAwait(false);
        if (won && RedlockQuorum.Validity(effect.Ttl, _time.Monotonic() - started) > TimeSpan.Zero)
        {
            return StoreReply.Done;
        }

        if (won || !refused)
        {
            return Unanswered(round);
        }

        // Certainly lost: what is left of it must not block other clients.
        await _cleanup.RunAsync(_masters, key, effect, timeout).ConfigureAwait(false);
        return StoreReply.Refused(StoreRefusalKind.Absent);
    }

    /// <summary>Whether a majority still has the lease; changes nothing.</summary>
    private async ValueTask<StoreReply> LookAsync(LockKey key, StoreEffect effect)
    {
        var round = RedlockRound.Start(
            _masters, master => _commands.ExtendAsync(master, key, effect, placeAgain: false, _options.NodeTimeout));
        return await round.DecideAsync(quorum => quorum switch
        {
            { IsWon: true } => StoreReply.Done,
            { IsCertainlyRefused: true } => StoreReply.Refused(StoreRefusalKind.Absent, fence: quorum.KnownFence),
            _ => StoreReply.Unanswered(Why(quorum.Causes)),
        }).ConfigureAwait(false);
    }

    public async ValueTask<StoreReply> RemoveAsync(LockKey key, StoreEffect effect)
    {
        var round = RedlockRound.Start(
            _masters, master => RemovedAsync(master, key, effect));
        return await round.DecideAsync(static quorum => quorum.IsWon).ConfigureAwait(false)
            ? StoreReply.Done
            : Unanswered(round);
    }

    /// <summary>Gone is gone, whatever removed it.</summary>
    private async Task<MasterReply> RemovedAsync(RedisMaster master, LockKey key, StoreEffect effect)
    {
        var reply = await _commands.RemoveAsync(
            master, key, effect.Lease, effect.OldLeftAtMost, _options.NodeTimeout).ConfigureAwait(false);
        return reply.IsRefusal ? new MasterReply(MasterResultCode.Done) : reply;
    }
}
