namespace LockActors.Client;

/// <summary>Tells a holder that its lock is lost. Made only for a holder that asks for it.</summary>
internal struct LostSignal
{
    private CancellationTokenSource? _source;

    /// <summary>The token.</summary>
    /// <param name="create">Whether to make one where there is none yet.</param>
    /// <param name="isLost">Whether a new one has fired already.</param>
    public CancellationToken Token(bool create, bool isLost)
    {
        if (_source is null && create)
        {
            _source = new CancellationTokenSource();
            if (isLost)
            {
                _source.Cancel();
            }
        }

        return _source?.Token ?? CancellationToken.None;
    }

    /// <summary>Fires the token. Its callbacks are the application's and run elsewhere.</summary>
    /// <param name="onFailure">Told of a callback that threw.</param>
    public readonly void Fire(Action<Exception> onFailure)
    {
        if (_source is { } source)
        {
            Background.Run(source.CancelAsync, onFailure);
        }
    }
}
