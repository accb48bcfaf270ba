namespace LockActors.Cli;

/// <summary>The exit codes of lockctl: the codes of sysexits.h, and what shells use for commands.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>EX_USAGE: a wrong flag, or a limit of the service is broken.</summary>
    public const int Usage = 64;

    /// <summary>EX_UNAVAILABLE: no lock server answers, or it refuses this client.</summary>
    public const int NoServer = 69;

    /// <summary>EX_CANTCREAT: the output cannot be written, for example to a full disk.</summary>
    public const int CannotWrite = 73;

    /// <summary>EX_IOERR: the lock was lost, or is not held.</summary>
    public const int Lost = 74;

    /// <summary>EX_TEMPFAIL: the lock was not acquired in time.</summary>
    public const int NotAcquired = 75;

    public const int CannotExecute = 126;
    public const int CommandNotFound = 127;

    /// <summary>Added to the number of the signal that ended a command.</summary>
    public const int Signal = 128;
}
