namespace LockActors.TestKit;

/// <summary>Values that tests need and do not care about; the same number gives the same value in every run.</summary>
public static class Some
{
    public static readonly LockKey Key = "some-key";

    public static RequestId Request(int number) => new(Numbered(number, 1));

    public static LeaseId Lease(int number) => LeaseId.FromBits(Numbered(number, 2));

    public static ReentrancyScope Scope(string name) => ReentrancyScope.FromBits(Numbered(name[0], 3));

    public static LockRequest LockRequest(
        int number, double wait = 0, double? hold = null, double ttl = 30, string? holder = null,
            bool confirm = false) => new()
            {
                Id = Request(number),
                Holder = holder is null ? default : HolderName.Parse(holder),
                Ttl = TimeSpan.FromSeconds(ttl),
                Wait = TimeSpan.FromSeconds(wait),
                Hold = hold is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                NeedsConfirm = confirm,
            };

    private static Guid Numbered(int number, byte kind) => new(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, kind);
}
