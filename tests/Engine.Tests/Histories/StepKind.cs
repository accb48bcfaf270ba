namespace LockActors.Engine.Tests.Histories;

/// <summary>What can happen; an alphabet is a set of these.</summary>
[Flags]
internal enum StepKind
{
    Acquire = 1 << 0,
    Poll = 1 << 1,
    Try = 1 << 2,
    AskAgain = 1 << 3,
    Confirm = 1 << 4,
    Renew = 1 << 5,
    Release = 1 << 6,
    Cancel = 1 << 7,

    /// <summary>The renewal of a lease that was lost: the holder has not read the answer, or sent it twice.</summary>
    RenewLost = 1 << 19,
    Revoke = 1 << 8,
    WaitABit = 1 << 9,
    WaitLong = 1 << 10,
    Freeze = 1 << 11,

    /// <summary>The connection of the newest acquire breaks before its answer is read.</summary>
    HangUp = 1 << 21,

    /// <summary>The connection of the acquire before that, which the newest replaced, is noticed to be
    /// broken.</summary>
    HangUpOld = 1 << 22,

    /// <summary>The store makes the change; its answer is still on the way.</summary>
    StoreApplies = 1 << 20,
    StoreAnswers = 1 << 12,
    StoreFailsBefore = 1 << 13,
    StoreFailsAfter = 1 << 14,
    StoreLosesKey = 1 << 15,
    StoreLosesAll = 1 << 16,
    Outsider = 1 << 17,
    ClockStepsBack = 1 << 18,

    /// <summary>The key moves to another machine, with all that this one knows.</summary>
    Move = 1 << 23,
}
