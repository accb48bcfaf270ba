using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LockActors.Client;

/// <summary>An election that this process stands for; it leads while it holds the lock.</summary>
/// <remarks>Disposing resigns: it cancels the leader's work, waits for it, calls the lost callback and releases the
/// lock. The work itself may dispose of the election too; it is not waited for then.</remarks>
public sealed class LeaderElection : IAsyncDisposable
{
    /// <summary>The election whose callback is running.</summary>
    private static readonly AsyncLocal<LeaderElection?> Inside = new();

    private readonly ILockClient _client;
    private readonly Func<ILockHandle, CancellationToken, Task> _gained;
    private readonly Func<Task>? _lost;
    private readonly ElectionOptions _options;
    private readonly AcquireOptions _acquire;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop;

    private volatile ILockHandle? _term;
    private Task _running = Task.CompletedTask;
    private int _disposed;

    internal LeaderElection(
        ILockClient client,
        LockKey key,
        Func<ILockHandle, CancellationToken, Task> gained,
        Func<Task>? lost,
        ElectionOptions options,
        CancellationToken cancellationToken)
    {
        _client = client;
        Key = key;
        _gained = gained;
        _lost = lost;
        _options = options;
        _time = (client as LockClient)?.Time ?? TimeProvider.System;
        _log = (client as LockClient)?.Log ?? NullLogger.Instance;

        // A leader that is not told of its loss would go on for ever.
        _acquire = options.Acquire with { LossPolicy = LossPolicy.Cancel };
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <summary>The lock that the leader holds.</summary>
    public LockKey Key { get; }

    /// <summary>Whether this process leads at this moment, by its own clock.</summary>
    public bool IsLeader => _term is { IsHeld: true };

    /// <summary>The fencing token of the present term; null when this process does not lead.</summary>
    public FencingToken? Term => _term is { IsHeld: true } term ? term.Token : null;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            try
            {
                await _stop.CancelAsync().ConfigureAwait(false);
            }
            catch (AggregateException error)
            {
                // Of a callback that the leader's work registered.
                Report(error);
            }

        }

        if (Inside.Value != this)
        {
            await _running.ConfigureAwait(false);
            _stop.Dispose();
        }
    }

    internal async ValueTask StartAsync()
    {
        try
        {
            var first = await TryAsync(_acquire with { Wait = TimeSpan.Zero }, mayThrow: true).ConfigureAwait(false);
            _term = first.Handle;
            _running = Task.Run(() => StandAsync(first));
        }
        catch
        {
            // The caller's token may live as long as the application.
            _stop.Dispose();
            throw;
        }
    }

    private async Task StandAsync(Attempt attempt)
    {
        try
        {
            while (true)
            {
                var failed = attempt.Failed;
                if (attempt.Handle is { } handle)
                {
                    failed = !await LeadAsync(handle).ConfigureAwait(false);
                }

                _stop.Token.ThrowIfCancellationRequested();
                if (failed || (attempt.Handle is null && _acquire.Wait == TimeSpan.Zero))
                {
                    await Task.Delay(_options.RetryPause, _time, _stop.Token).ConfigureAwait(false);
                }

                attempt = await TryAsync(_acquire, mayThrow: false).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (_stop.IsCancellationRequested || error is ObjectDisposedException)
        {
            if (error is not OperationCanceledException)
            {
                Report(error);
            }
        }
    }

    /// <summary>One term. False when the leader's work failed.</summary>
    private async Task<bool> LeadAsync(ILockHandle handle)
    {
        _term = handle;
        Inside.Value = this;
        var worked = false;
        await using (handle.ConfigureAwait(false))
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(handle.LostToken, _stop.Token);
            try
            {
                await _gained(handle, over.Token).ConfigureAwait(false);
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, over.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (over.IsCancellationRequested)
            {
                worked = true;
            }
            catch (Exception error)
            {
                Report(error);
            }

            await TellLostAsync().ConfigureAwait(false);
            _term = null;
        }

        return worked;
    }

    private async Task TellLostAsync()
    {
        try
        {
            await (_lost?.Invoke() ?? Task.CompletedTask).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            Report(error);
        }
    }

    private async Task<Attempt> TryAsync(AcquireOptions acquire, bool mayThrow)
    {
        try
        {
            return new(await _client.TryAcquireAsync(Key, acquire, _stop.Token).ConfigureAwait(false), false);
        }
        catch (Exception error) when (!_stop.IsCancellationRequested
            && error is not ObjectDisposedException
            && !(mayThrow && error is LockRejectedException))
        {
            Report(error);
            return new(null, true);
        }
    }

    /// <summary>The application's listener may fail, too; the election goes on.</summary>
    private void Report(Exception error)
    {
        if (_options.OnError is { } listener)
        {
            Background.Guard(() => listener(error), thrown => _log.ElectionListenerThrew(thrown, Key));
        }
    }

    private readonly record struct Attempt(ILockHandle? Handle, bool Failed);
}
