using LockActors.Wire;

namespace LockActors.Client.Http;

public sealed partial class HttpLockService
{
    private const int NotFound = 404;

    // A server of an older version renews one lease at a time.
    private volatile bool _renewsOneByOne;

    /// <inheritdoc/>
    public int MaxRenewals => _renewsOneByOne ? 1 : RenewManyBody.MaxCount;

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
            _renewsOneByOne = true;
            return await Task.WhenAll(renewals.Select(
                one => RenewAsync(one.Key, one.Lease, one.Ttl, cancellationToken).AsTask())).ConfigureAwait(false);
        }

        var replies = answer.Read(WireJson.Default.RenewManyAnswer)?.Replies;
        return replies is not null && replies.Count == renewals.Count
            ? [.. replies.Select(reply => reply.ToReply(answer.Sent))]
            : [.. Enumerable.Repeat(new RenewReply(RenewOutcome.Unavailable), renewals.Count)];
    }
}
