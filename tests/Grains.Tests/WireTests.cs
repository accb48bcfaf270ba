using System.Reflection;
using LockActors.Contracts;

namespace LockActors.Grains.Tests;

/// <summary>The names and numbers that travel between versions: they may be added to, never changed.</summary>
public sealed class WireTests
{
    private const string Approved =
        """
        AcquireCall: 0 RequestId, 1 Holder, 2 Mode, 3 Ttl, 4 Wait, 5 TokenBlock, 6 Observer, 7 WaitedFor, 8 Ask,
          9 Scope, 10 Hold
        AcquireResult: 0 Outcome, 1 Grant, 2 Position, 3 Reason, 4 Field, 5 Message
        GrantNotice: 0 Key, 1 RequestId, 2 LeaseId, 3 Token, 4 TokenBlock, 5 Ttl, 6 ValidFor, 7 Confirmed
        HolderView: 0 Name, 1 Token, 2 Mode, 3 HoldCount, 4 Ttl, 5 HeldFor, 6 ExpiresIn, 7 Confirmed
        LockPageView: 0 Locks, 1 HasMore, 2 Total
        LockQueryView: 0 Prefix, 1 After, 2 Limit, 3 State, 4 Holder, 5 HeldLongerThan, 6 Count
        LockView: 0 Key, 1 State, 2 Holder, 3 WaiterCount, 4 Waiters, 5 HeldOutsideFor,
          6 Member
        ReleaseResult: 0 Outcome, 1 Reason, 2 HoldsLeft
        RenewResult: 0 Outcome, 1 ValidFor, 2 Reason, 3 Field, 4 Message
        SiloEvents: 0 Events, 1 Last, 2 Missed, 3 HasMore
        WaiterView: 0 Position, 1 Name, 2 WaitedFor, 3 WaitLeft, 4 Connected
        """;

    [Fact]
    public void WireTypes_KeepTheirAliasesAndIds()
    {
        var types = typeof(ILockGrain).Assembly.GetExportedTypes()
            .Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null)
            .OrderBy(type => type.Name, StringComparer.Ordinal);

        // Long lines are broken.
        var approved = Approved.ReplaceLineEndings("\n").Replace("\n ", "", StringComparison.Ordinal);
        Assert.Equal(approved, string.Join('\n', types.Select(Describe)));
    }

    [Fact]
    public void GrainInterfaces_NameEveryMethod()
    {
        var interfaces = typeof(ILockGrain).Assembly.GetExportedTypes().Where(type => type.IsInterface).ToList();

        Assert.Equal(4, interfaces.Count);
        Assert.All(interfaces, type => Assert.NotNull(type.GetCustomAttribute<AliasAttribute>()));
        Assert.All(
            interfaces.SelectMany(type => type.GetMethods()),
            method => Assert.NotNull(method.GetCustomAttribute<AliasAttribute>()));
    }

    [Fact]
    public void Enums_KeepTheirNumbers()
    {
        // Enums travel as numbers.
        Assert.Equal(
            [1, 2, 3, 4, 5, 6, 7], Enum.GetValues<LockOutcome>().Select(value => (int)value));

        // 8 was a lease that a crash forgot, in versions that kept leases in the memory of clusters.
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], Enum.GetValues<EndReason>().Select(value => (int)value));
        Assert.Equal([1, 2, 3, 4], Enum.GetValues<RenewOutcome>().Select(value => (int)value));
        Assert.Equal(["Granted", "Queued", "Busy", "TimedOut", "Rejected", "Unavailable", "Ended"],
            Enum.GetNames<LockOutcome>());
    }

    private static string Describe(Type type)
    {
        var members = type.GetProperties()
            .Select(property => (property.GetCustomAttribute<IdAttribute>()?.Id, property.Name))
            .Where(member => member.Id is not null)
            .OrderBy(member => member.Id)
            .Select(member => $"{member.Id} {member.Name}");
        var alias = type.GetCustomAttribute<AliasAttribute>()?.Alias;
        return $"{alias?.Replace("LockActors.", "", StringComparison.Ordinal)}: {string.Join(", ", members)}";
    }
}
