namespace LockActors.Actors;

/// <summary>Goes on with a request whose first attempt did not settle it. Asked by the actor, so that a request which
/// waits for its turn and gets it costs nothing but the actor's own wait.</summary>
internal interface IRequestOwner
{
    /// <summary>Goes on with a request.</summary>
    /// <param name="key">The lock.</param>
    /// <param name="request">The request.</param>
    /// <param name="start">When it was made.</param>
    /// <param name="first">How its first attempt ended.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<AcquireReply> GoOnAsync(
        LockKey key,
        LockRequest request,
        TimeSpan start,
        Task<AcquireReply> first,
        CancellationToken cancellationToken);
}
