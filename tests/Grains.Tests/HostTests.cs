using LockActors.Actors;
using LockActors.TestKit;
using Microsoft.Extensions.Options;
using NSubstitute;
using NSubstitute.Extensions;
using Orleans.Configuration;
using Orleans.Timers;

namespace LockActors.Grains.Tests;

/// <summary>What an actor's host asks of the runtime.</summary>
public sealed class HostTests
{
    private readonly SimClock _clock = new();
    private readonly IGrainRuntime _runtime = Substitute.For<IGrainRuntime>();
    private readonly ITimerRegistry _timers = Substitute.For<ITimerRegistry>();
    private readonly IGrainBase _grain = Substitute.For<IGrainBase>();
    private readonly IGrainTimer _timer = Substitute.For<IGrainTimer>();
    private readonly LockGrainServices _services;

    public HostTests()
    {
        _timers.ReturnsForAll(_timer);
        var silo = Substitute.For<ILocalSiloDetails>();
        silo.SiloAddress.Returns(SiloAddress.FromParsableString("127.0.0.1:1@1"));
        var provider = Substitute.For<IServiceProvider>();
        provider.GetService(typeof(ILocalSiloDetails)).Returns(silo);
        provider.GetService(typeof(IGrainFactory)).Returns(Substitute.For<IGrainFactory>());
        provider.GetService(typeof(ITimerRegistry)).Returns(_timers);
        var context = Substitute.For<IGrainContext>();
        context.ActivationServices.Returns(provider);
        _grain.GrainContext.Returns(context);
        _services = new LockGrainServices(
            Options.Create(new LockGrainOptions { Limits = LockLimits.Default with { MaxTtl = TimeSpan.FromDays(1) } }),
            Options.Create(new GrainCollectionOptions { CollectionAge = TimeSpan.FromMinutes(10) }),
            _runtime,
            Substitute.For<IClusterMembershipService>(),
            silo,
            provider,
            _clock);
    }

    [Fact]
    public void WakeAt_OfALongLease_KeepsTheGrainNoLongerThanItsCollectionAgeAtATime()
    {
        var host = new GrainActorHost(_grain, _services);
        var actor = new LockActor("key", _services.Limits, NoLeaseStore.Instance, host, _clock);

        host.WakeAt(actor, _clock.Now + TimeSpan.FromDays(1));

        // The lease may be released at once: then nothing may keep the grain for the rest of the day.
        _runtime.Received(1).DelayDeactivation(_grain.GrainContext, TimeSpan.FromMinutes(10));
        var timer = Assert.Single(_timers.ReceivedCalls());
        var options = Assert.Single(timer.GetArguments().OfType<GrainTimerCreationOptions>());
        Assert.Equal(TimeSpan.FromMinutes(5), options.DueTime);
    }

    [Fact]
    public void WakeAt_OfALaterMomentThatArrivesLast_LeavesTheEarlierOne()
    {
        var host = new GrainActorHost(_grain, _services);
        var actor = new LockActor("key", _services.Limits, NoLeaseStore.Instance, host, _clock);

        host.WakeAt(actor, _clock.Now + TimeSpan.FromSeconds(1));
        host.WakeAt(actor, _clock.Now + TimeSpan.FromSeconds(60));
        host.WakeAt(actor, _clock.Now + TimeSpan.FromMilliseconds(500));

        // The timer is made for the first and set for the last, which is the only one that is sooner.
        var options = Assert.Single(
            Assert.Single(_timers.ReceivedCalls()).GetArguments().OfType<GrainTimerCreationOptions>());
        Assert.Equal(TimeSpan.FromSeconds(1), options.DueTime);
        var change = Assert.Single(_timer.ReceivedCalls());
        Assert.Equal(TimeSpan.FromMilliseconds(500), change.GetArguments()[0]);
    }
}
