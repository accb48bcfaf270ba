namespace LockActors.Redis;

/// <summary>What part a master may take in the votes of its quorum.</summary>
internal enum MasterStanding
{
    /// <summary>It has not said enough of itself.</summary>
    Unknown = 0,

    /// <summary>It started too recently: it may have forgotten leases that are still valid, so it places none.
    /// One that it still has it keeps, for no other client can have been given it there meanwhile.</summary>
    Young = 1,

    /// <summary>It is another master under a second name: no vote.</summary>
    Duplicate = 2,

    /// <summary>It votes.</summary>
    Voter = 3,
}
