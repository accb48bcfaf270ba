using LockActors.Monitoring;
using LockActors.Wire;

namespace LockActors.Client.Http;

public sealed partial class HttpLockService
{
    /// <inheritdoc/>
    public async ValueTask<RenewReply> ConfirmAsync(
        LockKey key, LeaseId lease, CancellationToken cancellationToken = default)
    {
        if (lease.IsNone)
        {
            return new RenewReply(RenewOutcome.Lost);
        }

        var body = new ConfirmBody { LeaseId = lease.Reveal() };
        var answer = await _calls.PostAsync(
            key, "confirm", body, WireJson.Default.ConfirmBody, _options.Timeout, cancellationToken)
            .ConfigureAwait(false);
        return ReadRenew(key, "confirm", answer);
    }

    /// <inheritdoc/>
    public async ValueTask<RenewReply> RenewAsync(
        LockKey key, LeaseId lease, TimeSpan ttl, CancellationToken cancellationToken = default)
    {
        if (lease.IsNone)
        {
            return new RenewReply(RenewOutcome.Lost);
        }

        var body = new RenewBody { LeaseId = lease.Reveal(), TtlMs = WireTime.Ceiling(ttl) };
        var answer = await _calls.PostAsync(
            key, "renew", body, WireJson.Default.RenewBody, _options.Timeout, cancellationToken)
            .ConfigureAwait(false);
        return ReadRenew(key, "renew", answer);
    }

    /// <inheritdoc/>
    public async ValueTask<ReleaseReply> ReleaseAsync(
        LockKey key, LeaseId lease, RequestId? hold = null, CancellationToken cancellationToken = default)
    {
        if (lease.IsNone)
        {
            return new ReleaseReply(ReleaseOutcome.NotHeld);
        }

        var body = new ReleaseBody { LeaseId = lease.Reveal(), RequestId = hold?.Reveal() };
        var answer = await _calls.PostAsync(
            key, "release", body, WireJson.Default.ReleaseBody, _options.Timeout, cancellationToken)
            .ConfigureAwait(false);
        if (answer.Read(WireJson.Default.ReleaseAnswer) is { } read)
        {
            return read.ToReply();
        }

        _log.NotCarriedOut(_calls.Server, key, "release", answer.Explain());
        return new ReleaseReply(ReleaseOutcome.Unavailable);
    }

    /// <inheritdoc/>
    public async ValueTask<CancelOutcome> CancelAsync(
        LockKey key, RequestId request, CancellationToken cancellationToken = default)
    {
        if (request.IsNone)
        {
            return CancelOutcome.Unknown;
        }

        var body = new CancelBody { RequestId = request.Reveal() };
        var answer = await _calls.PostAsync(
            key, "cancel", body, WireJson.Default.CancelBody, _options.Timeout, cancellationToken)
            .ConfigureAwait(false);
        return answer.Read(WireJson.Default.CancelAnswer)?.ToOutcome() ?? CancelOutcome.Unavailable;
    }

    /// <inheritdoc/>
    public async ValueTask<RevokeOutcome> RevokeAsync(
        LockKey key, FencingToken? token = null, CancellationToken cancellationToken = default)
    {
        var path = HttpCalls.PathOf(key) + (token is { } named ? $"?token={named}" : "");
        var answer = await _calls.SendAsync(HttpMethod.Delete, path, null, _options.Timeout, cancellationToken)
            .ConfigureAwait(false);
        return ReadRevoke(key, answer);
    }

    /// <inheritdoc/>
    /// <remarks>Who revokes is known to the server by the login; only the reason is sent.</remarks>
    public async ValueTask<RevokeOutcome> RevokeAsync(
        LockKey key, FencingToken? token, RevokeNote note, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(note);
        var path = HttpCalls.PathOf(key) + (token is { } named ? $"?token={named}" : "");
        var body = HttpCalls.ContentOf(new RevokeBody { Reason = note.Reason }, WireJson.Default.RevokeBody);
        var answer = await _calls.SendAsync(HttpMethod.Delete, path, body, _options.Timeout, cancellationToken)
            .ConfigureAwait(false);
        return ReadRevoke(key, answer);
    }

    private RevokeOutcome ReadRevoke(LockKey key, in HttpAnswer answer)
    {
        if (answer.Read(WireJson.Default.RevokeAnswer) is { Status: { Length: > 0 } } read)
        {
            return read.ToOutcome();
        }

        _log.NotRevoked(_calls.Server, key, answer.Explain());
        return RevokeOutcome.Unavailable;
    }

    private RenewReply ReadRenew(LockKey key, string verb, in HttpAnswer answer)
    {
        if ((answer.ReadViolation() ?? answer.ReadRefusal()) is { } violation)
        {
            return new RenewReply(RenewOutcome.Rejected, Violation: violation);
        }

        if (answer.Read(WireJson.Default.RenewAnswer) is { } read)
        {
            return read.ToReply(answer.Sent);
        }

        _log.NotCarriedOut(_calls.Server, key, verb, answer.Explain());
        return new RenewReply(RenewOutcome.Unavailable);
    }
}
