namespace LockActors.Redis;

/// <summary>What one master says to a change.</summary>
internal enum MasterResultCode
{
    /// <summary>It did not answer in time, or with an error: whether the change is made is not known.</summary>
    Unknown = 0,

    /// <summary>The change is made.</summary>
    Done = 1,

    /// <summary>Another value is there.</summary>
    HeldByOther = 2,

    /// <summary>The fence has seen a token as high as the proposed one.</summary>
    FenceTooLow = 3,

    /// <summary>The lease is not there, and nothing else is.</summary>
    Absent = 4,

    /// <summary>The lease was missing and has been placed again.</summary>
    PlacedAgain = 5,

    /// <summary>The master has no vote on this: <see cref="MasterStanding"/>.</summary>
    NoVote = 6,
}
