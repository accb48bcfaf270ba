namespace LockActors.Wire;

/// <summary>How enums are written in the HTTP API: their names in camel case. A name that is not known is read as what
/// says the least, so that a newer server can be talked to.</summary>
internal static class WireNames
{
    public static string? Of(EndReason reason) => reason switch
    {
        EndReason.None => null,
        EndReason.Released => "released",
        EndReason.Expired => "expired",
        EndReason.Revoked => "revoked",
        EndReason.Cancelled => "cancelled",
        EndReason.TimedOut => "timedOut",
        EndReason.Dropped => "dropped",
        EndReason.Lost => "lost",
        _ => null,
    };

    public static EndReason ReasonOf(string? name) => name switch
    {
        "released" => EndReason.Released,
        "expired" => EndReason.Expired,
        "revoked" => EndReason.Revoked,
        "cancelled" => EndReason.Cancelled,
        "timedOut" => EndReason.TimedOut,
        "dropped" => EndReason.Dropped,
        "lost" => EndReason.Lost,
        _ => EndReason.None,
    };

    public static string Of(LockState state) => state switch
    {
        LockState.Free => "free",
        LockState.Held => "held",
        LockState.Granting => "granting",
        LockState.HeldOutside => "heldOutside",
        LockState.HeldOverlong => "heldOverlong",
        _ => "paused",
    };

    public static LockState StateOf(string name) => name switch
    {
        "free" => LockState.Free,
        "held" => LockState.Held,
        "granting" => LockState.Granting,
        "heldOutside" => LockState.HeldOutside,
        "heldOverlong" => LockState.HeldOverlong,
        _ => LockState.Paused,
    };

    // Later modes are added here and in LockLimits.
    public static string Of(LockMode mode) => mode switch
    {
        LockMode.Exclusive => "exclusive",
        _ => mode.ToString(),
    };

    public static bool TryMode(string? name, out LockMode mode)
    {
        mode = LockMode.Exclusive;
        return name is null or "exclusive";
    }
}
