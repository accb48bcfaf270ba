using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NSubstitute;
using Orleans.Configuration;

namespace LockActors.Grains.Tests;

/// <summary>How long the membership table must remember the dead.</summary>
public sealed class DeadSiloRetentionTests
{
    [Fact]
    public void DeadSilos_AreRememberedForAsLongAsTheirLeasesMayBeBelievedIn()
    {
        var limits = LockLimits.Default with { MaxTtl = TimeSpan.FromHours(3) };

        Assert.Equal(ClusterStanding.GraceOf(limits), RetentionWith(limits, TimeSpan.FromHours(1)));
    }

    [Fact]
    public void ALongerTime_IsLeftAlone() =>
        Assert.Equal(TimeSpan.FromDays(2), RetentionWith(LockLimits.Default, TimeSpan.FromDays(2)));

    private static TimeSpan RetentionWith(LockLimits limits, TimeSpan configured)
    {
        var services = new ServiceCollection().AddOptions();
        var silo = Substitute.For<ISiloBuilder>();
        silo.Services.Returns(services);
        silo.AddLockGrains(options => options.Limits = limits);
        services.Configure<ClusterMembershipOptions>(options => options.DefunctSiloMinimumRetention = configured);
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<ClusterMembershipOptions>>().Value.DefunctSiloMinimumRetention;
    }
}
