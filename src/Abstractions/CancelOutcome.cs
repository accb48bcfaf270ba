namespace LockActors;

/// <summary>What came of cancelling a request.</summary>
public enum CancelOutcome
{
    /// <summary>The request left the queue, or gave back what it had been granted.</summary>
    Cancelled = 1,

    /// <summary>The request was not known. Should it arrive late, it will not be granted.</summary>
    Unknown = 2,

    /// <summary>Unknown: no answer came in time; the request's place lapses by itself.</summary>
    Unavailable = 3,
}
