using LockActors.Client.Http;

namespace LockActors.Cli.Commands;

/// <summary>Tells on a terminal how a wait goes: the place in the queue and the time.</summary>
internal sealed class Progress : IDisposable
{
    private const string Clear = "\r\u001b[K";
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _end = new();
    private readonly Lock _turn = new();
    private bool _shown;
    private bool _ended;

    /// <summary>Begins to tell, if standard error is a terminal.</summary>
    public static Progress Begin(HttpLockService service, LockKey key, HolderName holder)
    {
        var progress = new Progress();
        if (!Console.IsErrorRedirected)
        {
            _ = progress.TellAsync(service, key, holder.Value);
        }

        return progress;
    }

    /// <summary>What is told about a lock that is waited for.</summary>
    public static string Describe(LockSnapshot found, string name, TimeSpan waited)
    {
        var place = found.Waiters.FirstOrDefault(waiter => waiter.Name == name)?.Position;
        var queue = place is null ? "waiting" : $"place {place} of {found.WaiterCount}";
        var holder = found.Holder is { } held ? $", held by {held.Name} for {Durations.Show(held.HeldFor)}" : "";
        return $"lock '{found.Key}': {queue}, {Durations.Show(waited)}{holder}";
    }

    public void Dispose()
    {
        lock (_turn)
        {
            _ended = true;
            if (_shown)
            {
                Console.Error.Write(Clear);
            }
        }

        _end.Cancel();
        _end.Dispose();
    }

    private async Task TellAsync(HttpLockService service, LockKey key, string name)
    {
        var time = TimeProvider.System;
        var begun = time.GetTimestamp();
        var end = _end.Token;
        using var timer = new PeriodicTimer(Step, time);
        try
        {
            while (await timer.WaitForNextTickAsync(end).ConfigureAwait(false))
            {
                var found = await service.GetAsync(key, end).ConfigureAwait(false);
                Show(Describe(found, name, time.GetElapsedTime(begun)));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or LockUnavailableException)
        {
            // The wait is over, or the client tells of the failure itself.
        }
    }

    private void Show(string line)
    {
        lock (_turn)
        {
            if (!_ended)
            {
                _shown = true;
                Console.Error.Write(Clear + line);
            }
        }
    }
}
