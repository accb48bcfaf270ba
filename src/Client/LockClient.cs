using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LockActors.Client;

/// <summary>The lock client over any <see cref="ILockService"/>.</summary>
public sealed class LockClient : ILockClient, IDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(100);

    private readonly ILockService _service;
    private readonly LockClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly HandleContext _context;

    /// <summary>Makes a client.</summary>
    /// <param name="service">The lock service, in process or by a transport. It stays the caller's.</param>
    /// <param name="options">How the client works. Default: <see cref="LockClientOptions"/> as it comes.</param>
    /// <param name="time">The clocks. Default: the system's. The service's transport must use the same.</param>
    /// <param name="log">Where lost locks and failed renewals are logged. Default: nowhere.</param>
    /// <exception cref="ValidationException">An option is out of its range; the message names both.</exception>
    public LockClient(
        ILockService service,
        LockClientOptions? options = null,
        TimeProvider? time = null,
        ILogger<LockClient>? log = null)
    {
        ArgumentNullException.ThrowIfNull(service);
        _service = service;
        _options = options ?? new LockClientOptions();
        Validator.ValidateObject(_options, new ValidationContext(_options), validateAllProperties: true);
        _time = time ?? TimeProvider.System;
        _log = log ?? NullLogger<LockClient>.Instance;
        _context = new HandleContext(service, _options, _time, _log);
    }

    /// <inheritdoc/>
    public async ValueTask<ILockHandle> AcquireAsync(
        LockKey key, AcquireOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= _options.Acquire;
        return await TakeAsync(key, options, cancellationToken).ConfigureAwait(false)
            ?? throw new LockTimeoutException(key, options.Wait);
    }

    /// <inheritdoc/>
    public ValueTask<ILockHandle?> TryAcquireAsync(
        LockKey key, AcquireOptions? options = null, CancellationToken cancellationToken = default) =>
        TakeAsync(key, options ?? (_options.Acquire with { Wait = TimeSpan.Zero }), cancellationToken);

    /// <summary>Stops renewing. Locks that are still held run out by themselves; release them first.</summary>
    public void Dispose() => _context.Dispose();

    private async ValueTask<ILockHandle?> TakeAsync(
        LockKey key, AcquireOptions options, CancellationToken cancellationToken)
    {
        if (options.MaxHold <= TimeSpan.Zero)
        {
            throw new LockRejectedException(
                key, new LimitViolation("maxHold", $"maxHold is {options.MaxHold}; it must be more than zero."));
        }

        var waitUntil = _time.Monotonic() + options.Wait;
        var wait = options.Wait;
        while (true)
        {
            var request = new LockRequest
            {
                Id = RequestId.New(),
                Owner = options.Owner,
                Ttl = options.Ttl,
                Wait = wait,
                NeedsConfirm = true,
            };
            var reply = await AskAsync(key, request, cancellationToken).ConfigureAwait(false);
            if (reply.IsGranted)
            {
                var handle = new LockHandle(_context, reply.Grant, request.Id, options);
                handle.Watch();
                return handle;
            }

            wait = waitUntil - _time.Monotonic();
            if (!await TryAgainAsync(key, reply, request, wait, cancellationToken).ConfigureAwait(false))
            {
                return null;
            }

            wait = waitUntil - _time.Monotonic();
        }
    }

    private async ValueTask<AcquireReply> AskAsync(
        LockKey key, LockRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await _service.AcquireAsync(key, request, cancellationToken).ConfigureAwait(false);
            var isLate = reply.IsGranted && reply.Grant.ValidUntil - _time.Monotonic() < reply.Grant.ValidFor / 2;
            return isLate ? await ConfirmLateAsync(reply.Grant!).ConfigureAwait(false) : reply;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            _ = UndoAsync(key, request.Id);
            throw;
        }
    }

    /// <summary>The answer took long, so little of the time is left to believe in: ask how much there really
    /// is.</summary>
    private async ValueTask<AcquireReply> ConfirmLateAsync(LockGrant grant)
    {
        var confirm = await _service.ConfirmAsync(
            grant.Key, grant.LeaseId, CancellationToken.None).ConfigureAwait(false);
        return confirm.Outcome switch
        {
            RenewOutcome.Renewed => new(LockOutcome.Granted, grant with
            {
                ValidFor = confirm.ValidFor,
                CountedFrom = confirm.CountedFrom,
                Confirmed = true,
            }),
            RenewOutcome.Lost => new(LockOutcome.Ended, Reason: confirm.Reason),
            _ => new(LockOutcome.Unavailable),
        };
    }

    /// <summary>Whether to ask once more, after the answer was no. Throws when that is final.</summary>
    private async ValueTask<bool> TryAgainAsync(
        LockKey key, AcquireReply reply, LockRequest request, TimeSpan waitLeft, CancellationToken cancellationToken)
    {
        switch (reply.Outcome)
        {
            case LockOutcome.Busy or LockOutcome.TimedOut:
                return false;
            case LockOutcome.Rejected:
                throw new LockRejectedException(key, reply.Violation!);
            case LockOutcome.Unavailable:
                _ = UndoAsync(key, request.Id);
                if (waitLeft <= RetryPause)
                {
                    throw new LockUnavailableException(key);
                }

                await Task.Delay(RetryPause, _time, cancellationToken).ConfigureAwait(false);
                return true;
            default:
                // The place in the queue was lost, or the grant came too late to be believed.
                _ = UndoAsync(key, request.Id);
                return waitLeft > TimeSpan.Zero;
        }
    }

    /// <summary>Takes back whatever a request may have left, on its own time.</summary>
    private Task UndoAsync(LockKey key, RequestId request) => _context.Cleanup.RunAsync(
        async () => await _service.CancelAsync(key, request, CancellationToken.None).ConfigureAwait(false)
            != CancelOutcome.Unavailable,
        error => _log.UndoThrew(error, key));
}
