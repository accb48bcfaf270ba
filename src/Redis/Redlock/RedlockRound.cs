namespace LockActors.Redis.Redlock;

/// <summary>One vote: every master is asked at once, and the outcome is known as soon as enough have
/// answered.</summary>
internal sealed class RedlockRound
{
    private readonly Lock _gate = new();
    private readonly RedlockQuorum _quorum;
    private readonly TaskCompletionSource _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly Action<RedlockRound, int, MasterReply>? _onReply;

    private RedlockRound(int masters, Action<RedlockRound, int, MasterReply>? onReply)
    {
        _quorum = new RedlockQuorum(masters);
        _onReply = onReply;
    }

    /// <summary>Asks all masters. Each answers in bounded time.</summary>
    /// <param name="masters">The masters.</param>
    /// <param name="ask">Asks one.</param>
    /// <param name="onReply">Told of each reply, also after the vote is decided; must not throw. Default:
    /// null.</param>
    public static RedlockRound Start(
        IReadOnlyList<RedisMaster> masters,
        Func<RedisMaster, Task<MasterReply>> ask,
        Action<RedlockRound, int, MasterReply>? onReply = null)
    {
        var round = new RedlockRound(masters.Count, onReply);
        for (var i = 0; i < masters.Count; i++)
        {
            _ = round.CollectAsync(i, ask(masters[i]));
        }

        return round;
    }

    /// <summary>Waits until the vote is won or lost, and reads it.</summary>
    public async Task<T> DecideAsync<T>(Func<RedlockQuorum, T> read)
    {
        await _decided.Task.ConfigureAwait(false);
        return Read(read);
    }

    /// <summary>Reads the vote as it stands.</summary>
    public T Read<T>(Func<RedlockQuorum, T> read)
    {
        lock (_gate)
        {
            return read(_quorum);
        }
    }

    private async Task CollectAsync(int master, Task<MasterReply> asked)
    {
        MasterReply reply;
        try
        {
            reply = await asked.ConfigureAwait(false);
        }
        catch (InvariantViolationException error)
        {
            _decided.TrySetException(error);
            return;
        }
        catch (Exception)
        {
            // A log or a listener that throws must not leave the vote undecided.
            reply = MasterReply.Unknown;
        }

        lock (_gate)
        {
            _quorum.Add(master, reply);
            if (_quorum.IsDecided)
            {
                _decided.TrySetResult();
            }
        }

        _onReply?.Invoke(this, master, reply);
    }
}
