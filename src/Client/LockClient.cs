using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LockActors.Client;

/// <summary>The lock client over any <see cref="ILockService"/>.</summary>
public sealed partial class LockClient : ILockClient, IDisposable
{
    private readonly ILockService _service;
    private readonly LockClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ClientRuntime _runtime;
    private readonly LocalQueues _queues = new();

    /// <summary>Makes a client.</summary>
    /// <param name="service">The lock service, in process or by a transport. It stays the caller's.</param>
    /// <param name="options">How the client works. Default: <see cref="LockClientOptions"/> as it comes.</param>
    /// <param name="time">The clocks. Default: the system's. The service's transport must use the same.</param>
    /// <param name="log">Where lost locks and failed renewals are logged. Default: nowhere.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names both.</exception>
    public LockClient(
        ILockService service,
        LockClientOptions? options = null,
        TimeProvider? time = null,
        ILogger<LockClient>? log = null)
    {
        ArgumentNullException.ThrowIfNull(service);
        _service = service;
        _options = options ?? new LockClientOptions();
        _options.Validate();
        _time = time ?? TimeProvider.System;
        _log = log ?? NullLogger<LockClient>.Instance;
        _runtime = new ClientRuntime(service, _options, _time, _log);
    }

    internal TimeProvider Time => _time;

    internal ILogger Log => _log;

    internal AcquireOptions Defaults => _options.Acquire;

    /// <inheritdoc/>
    public async ValueTask<ILockHandle> AcquireAsync(
        LockKey key, AcquireOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = options?.Over(_options.Acquire) ?? _options.Acquire;
        return await AcquireOrNullAsync(key, options, cancellationToken).ConfigureAwait(false)
            ?? throw new LockTimeoutException(key, options.Wait, await HolderOfAsync(key).ConfigureAwait(false));
    }

    /// <summary>Who keeps this caller from the lock, for the message: looked up for a quarter of a second at the
    /// most, and not where the caller may not look.</summary>
    internal async ValueTask<HolderSnapshot?> HolderOfAsync(LockKey key)
    {
        try
        {
            var look = await _service.GetAsync(key, CancellationToken.None).AsTask()
                .WaitAsync(BestEffortRetry.Courtesy, _time).ConfigureAwait(false);
            return look.Holder;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public ValueTask<ILockHandle?> TryAcquireAsync(
        LockKey key, AcquireOptions? options = null, CancellationToken cancellationToken = default) =>
        AcquireOrNullAsync(
            key,
            options?.Over(_options.Acquire) ?? (_options.Acquire with { Wait = TimeSpan.Zero }),
            cancellationToken);

    /// <summary>Stops renewing, and ends every wait with <see cref="ObjectDisposedException"/>. Locks that are still
    /// held run out by themselves, and their holders are told; release them first.</summary>
    public void Dispose()
    {
        _runtime.Dispose();
        _queues.Close();
    }

    private ValueTask<ILockHandle?> AcquireOrNullAsync(
        LockKey key, AcquireOptions options, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_runtime.IsClosed, this);
        if (options.FindViolation() is { } violation)
        {
            throw new LockRejectedException(key, violation);
        }

        var begun = _time.Monotonic();
        return ClientInstruments.WatchesAcquires
            ? AcquireInstrumentedAsync(key, options, begun, cancellationToken)
            : AcquireCoreAsync(key, options, begun, cancellationToken);
    }

    private ValueTask<ILockHandle?> AcquireCoreAsync(
        LockKey key, AcquireOptions options, TimeSpan begun, CancellationToken cancellationToken)
    {
        var wait = options.WaitOrMaxValue;
        var waitUntil = begun.After(wait);

        // The holds of a scope are counted by the service, and who renews by himself wants a full time to live.
        var alone = _options.MaxLocalHandoffs == 0 || _blocksRefused
            || options.Wait == TimeSpan.Zero
            || !options.ReentrancyScope.IsNone || options.Renewal != Renewal.Auto;
        return alone
            ? AcquireFromServiceAsync(key, options, wait, waitUntil, null, cancellationToken)
            : TakeTurnAsync(key, options, waitUntil, cancellationToken);
    }
}
