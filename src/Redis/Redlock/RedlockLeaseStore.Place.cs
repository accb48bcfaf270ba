using LockActors.Actors;
using LockActors.Engine;

namespace LockActors.Redis.Redlock;

internal sealed partial class RedlockLeaseStore
{
    private const int ShortestPauseMs = 10;
    private const int LongestPauseMs = 50;

    public async ValueTask<StoreReply> PlaceAsync(LockKey key, StoreEffect effect)
    {
        _cleanup.Stop(effect.Lease);
        var timeout = TimeoutFor(effect.Ttl);
        var started = _time.Monotonic();
        var round = RedlockRound.Start(
            _masters,
            master => _commands.PlaceAsync(master, key, effect, timeout),
            (vote, master, reply) => Heal(vote, master, reply, key, effect.Longest));
        var won = await round.DecideAsync(static quorum => quorum.IsWon).ConfigureAwait(false);
        if (won && RedlockQuorum.Validity(effect.Ttl, _time.Monotonic() - started) > TimeSpan.Zero)
        {
            return StoreReply.Done;
        }

        var unsure = round.Read(quorum => _masters.Where((_, at) => !quorum.HasRefused(at)).ToArray());
        await _cleanup.RunAsync(unsure, key, effect, timeout).ConfigureAwait(false);
        var reply = won ? StoreReply.Failed : round.Read(Refusal);
        return reply.Outcome == StoreOutcome.Failed ? Unanswered(round) : reply;
    }

    public ValueTask<StoreReply> ReplaceAsync(LockKey key, StoreEffect effect) => PlaceAsync(key, effect);

    private static StoreReply Refusal(RedlockQuorum quorum)
    {
        if (!quorum.IsCertainlyRefused)
        {
            return StoreReply.Failed;
        }

        if (quorum.IsFenceTooLow)
        {
            return StoreReply.Refused(StoreRefusalKind.FenceTooLow, fence: quorum.HighestFence);
        }

        if (quorum.Others == 0)
        {
            // Only masters without a vote: no client holds the lock, and no client can take it either.
            return StoreReply.Failed;
        }

        // A split vote frees the key at once: all that lost clean up, and each tries again after a time of its own.
        var pause = TimeSpan.FromMilliseconds(Random.Shared.Next(ShortestPauseMs, LongestPauseMs));
        var free = quorum.FreeIn();
        return StoreReply.Refused(
            StoreRefusalKind.HeldByOther, free > TimeSpan.Zero ? free : pause, quorum.HighestFence);
    }
}
