namespace LockActors.Client;

/// <summary>Tells a holder that its lock is lost. Made only for a holder that asks for it.</summary>
internal struct LostSignal
{
    private CancellationTokenSource? _source;

    /// <summary>The token.</summary>
    /// <param name="isOver">Whether it has fired already if no holder asked for it before.</param>
    public CancellationToken Token(bool isOver)
    {
        if (_source is null && isOver)
        {
            return new CancellationToken(canceled: true);
        }

        return (_source ??= new CancellationTokenSource()).Token;
    }

    /// <summary>Fires the token. Its callbacks are the application's and run elsewhere.</summary>
    /// <param name="onFailure">Told of a callback that threw.</param>
    public readonly void Fire(Action<Exception> onFailure)
    {
        if (_source is { } source)
        {
            LossThreads.Cancel(source, onFailure);
        }
    }
}
