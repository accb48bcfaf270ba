using System.Reflection;
using LockActors.TestKit;
using NSubstitute;

namespace LockActors.Grains.Tests;

/// <summary>What a silo makes of a membership table and of the other silos.</summary>
public sealed class StandingTests
{
    private static readonly SiloAddress Self = SiloAddress.FromParsableString("127.0.0.1:1@1");
    private static readonly SiloAddress Other = SiloAddress.FromParsableString("127.0.0.1:2@1");
    private static readonly SiloAddress Dead = SiloAddress.FromParsableString("127.0.0.1:3@1");

    [Fact]
    public async Task Start_BesideASiloThatFails_TakesTheWholeGrace()
    {
        var standing = With(
            Row(Self, SiloStatus.Active), Row(Other, SiloStatus.Active), Row(Dead, SiloStatus.Dead));

        Assert.True(await standing.AskAsync().Soon());

        Assert.True(standing.IsSureToBeMember);
        Assert.Equal(ClusterStanding.GraceOf(LockLimits.Default), standing.GraceLeft);
    }

    [Theory]
    [InlineData(SiloStatus.ShuttingDown)]
    [InlineData(SiloStatus.Stopping)]
    public async Task Start_WhereASiloWasKilledWhileItLeft_TakesTheWholeGrace(SiloStatus status)
    {
        var standing = With(Row(Self, SiloStatus.Joining), Row(Other, status));

        Assert.True(await standing.AskAsync().Soon());

        Assert.Equal(ClusterStanding.GraceOf(LockLimits.Default), standing.GraceLeft);
    }

    [Fact]
    public async Task Start_OfTheFirstSilo_TakesNoGrace()
    {
        var standing = With(Row(Self, SiloStatus.Joining));

        Assert.True(await standing.AskAsync().Soon());

        Assert.Equal(TimeSpan.Zero, standing.GraceLeft);
    }

    private static ClusterStanding With(params Tuple<MembershipEntry, string>[] rows)
    {
        var table = Substitute.For<IMembershipTable>();
        table.ReadAllAsync(Arg.Any<CancellationToken>()).Returns(
            new MembershipTableData([.. rows], new TableVersion(1, "1")));
        var silo = Substitute.For<ILocalSiloDetails>();
        silo.SiloAddress.Returns(Self);
        var services = Substitute.For<IServiceProvider>();
        services.GetService(typeof(IMembershipTable)).Returns(table);
        services.GetService(typeof(ILocalSiloDetails)).Returns(silo);
        services.GetService(typeof(IGrainFactory)).Returns(DispatchProxy.Create<IGrainFactory, Failing>());
        return new ClusterStanding(services, LockLimits.Default, new SimClock());
    }

    private static Tuple<MembershipEntry, string> Row(SiloAddress silo, SiloStatus status) =>
        Tuple.Create(new MembershipEntry { SiloAddress = silo, Status = status }, "1");

    /// <summary>Not sealed and public, because the proxy derives from it.</summary>
    public class Failing : DispatchProxy
    {
        protected override object Invoke(MethodInfo? targetMethod, object?[]? args) =>
            throw new InvalidOperationException("not now");
    }
}
