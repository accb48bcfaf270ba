using LockActors.Wire;

namespace LockActors.Client.Http;

public sealed partial class HttpLockService
{
    private const int NotFound = 404;

    private static readonly TimeSpan OneByOne = TimeSpan.FromMinutes(1);

    // A server or proxy that knows no renewals of many is asked again after a while: it may have been replaced.
    private long _oneByOneUntil = long.MinValue;

    /// <inheritdoc/>
    public int MaxRenewals =>
        _time.Monotonic().Ticks < Volatile.Read(ref _oneByOneUntil) ? 1 : RenewManyBody.MaxCount;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<RenewReply>> RenewManyAsync(
        IReadOnlyList<LeaseRenewal> renewals, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(renewals);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(renewals.Count, RenewManyBody.MaxCount);
        if (renewals.Count == 0)
        {
            return [];
        }

        var body = new RenewManyBody { Renewals = [.. renewals.Select(static renewal => RenewItem.Of(renewal))] };
        var answer = await _calls.PostAsync(
            "/v1/renew", body, WireJson.Default.RenewManyBody, _options.Timeout, cancellationToken)
            .ConfigureAwait(false);
        if (answer.Status == NotFound)
        {
            Volatile.Write(ref _oneByOneUntil, (_time.Monotonic() + OneByOne).Ticks);
            return await Task.WhenAll(renewals.Select(
                one => RenewAsync(one.Key, one.Lease, one.Ttl, cancellationToken).AsTask())).ConfigureAwait(false);
        }

        if (answer.Read(WireJson.Default.RenewManyAnswer)?.Replies is { } replies && replies.Count == renewals.Count)
        {
            return [.. replies.Select(reply => reply.ToReply(answer.Sent))];
        }

        var refusal = answer.ReadRefusal();
        if (refusal is null)
        {
            _log.NotCarriedOut(_calls.Server, renewals[0].Key, "renew", answer.Explain());
        }

        var none = refusal is null
            ? new RenewReply(RenewOutcome.Unavailable)
            : new RenewReply(RenewOutcome.Rejected, Violation: refusal);
        return [.. Enumerable.Repeat(none, renewals.Count)];
    }
}
