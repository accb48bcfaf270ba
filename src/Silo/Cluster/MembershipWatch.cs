namespace LockActors.Silo.Cluster;

/// <summary>Ends this silo when the membership table has forgotten it, because the table was emptied.</summary>
/// <remarks>Orleans would go on: each silo is a member in its own eyes, but no client finds a gateway, and nothing
/// works until all silos are started again. So each ends as one does that was declared dead, and joins anew when its
/// orchestrator starts it again.</remarks>
/// <param name="isActive">Whether this silo counts itself as an active member.</param>
/// <param name="isListed">Asks the table whether it has this silo.</param>
/// <param name="end">Ends the process, with a message.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
internal sealed partial class MembershipWatch(
    Func<bool> isActive,
    Func<Task<bool>> isListed,
    Action<string> end,
    TimeProvider time,
    ILogger<MembershipWatch> log) : BackgroundService
{
    /// <summary>So many looks in a row must miss this silo.</summary>
    private const int LooksNeeded = 2;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2.5);

    private int _missed;

    /// <summary>Whether the table missed this silo when it was last read.</summary>
    public bool IsForgotten => Volatile.Read(ref _missed) > 0;

    /// <summary>Looks once. True when it ended the silo.</summary>
    public async Task<bool> LookAsync()
    {
        if (!isActive())
        {
            return false;
        }

        try
        {
            if (await isListed().ConfigureAwait(false))
            {
                Volatile.Write(ref _missed, 0);
                return false;
            }
        }
        catch (Exception error)
        {
            // A table that does not answer has not forgotten anything, whatever keeps it from answering.
            LogUnread(error.Message);
            return false;
        }

        if (_missed == 0)
        {
            LogForgotten();
        }

        Volatile.Write(ref _missed, _missed + 1);
        if (_missed < LooksNeeded)
        {
            return false;
        }

        end("The membership table has forgotten this silo.");
        return true;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false)
            && !await LookAsync().ConfigureAwait(false))
        {
            // The next look follows.
        }
    }

    [LoggerMessage(4001, LogLevel.Critical,
        "The membership table has forgotten this silo: it was emptied, and no client finds this cluster. The silo "
        + "ends at the next look that misses it, and joins anew when it is started again.")]
    private partial void LogForgotten();

    [LoggerMessage(4002, LogLevel.Debug, "The membership table could not be read: {Cause}.")]
    private partial void LogUnread(string cause);
}
