using LockActors.Actors.Monitoring;
using LockActors.Monitoring;
using LockActors.TestKit;

namespace LockActors.Actors.Tests;

public sealed class MonitorTests : IDisposable
{
    private readonly SimClock _clock = new();
    private readonly LocalLockService _service;

    public MonitorTests() => _service = new LocalLockService(time: _clock);

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task Activity_TellsQueueGrantsAndEnds_NewestFirst()
    {
        var first = await GrantAsync("k", "one");
        var second = _service.AcquireAsync("k", Request("two") with { Wait = TimeSpan.FromMinutes(1) }).AsTask();
        _clock.Advance(TimeSpan.FromSeconds(3));
        await _service.ReleaseAsync("k", first.LeaseId);
        var token = (await second).Grant!.Token;
        await _service.RevokeAsync("k", token, new RevokeNote("me", "why not"));

        var activity = await _service.ActivityAsync("k");

        Assert.Equal(
            ["Revoked two  0 ", "Granted two 3  ", "Released one  3 ", "Queued two   1", "Granted one 0  "],
            activity.Events.Select(found => $"{found.Kind} {found.Holder} {found.WaitedFor?.TotalSeconds} "
                + $"{found.HeldFor?.TotalSeconds} {found.Position}"));
        Assert.Equal(("me", "why not"), (activity.Events[0].By, activity.Events[0].Reason));
        Assert.Equal(_clock.GetUtcNow(), activity.Events[0].At);
    }

    [Fact]
    public async Task Audit_WhoseLogThrows_DoesNotEndTheProcess()
    {
        using var written = new SemaphoreSlim(0);
        var log = new CallbackLog<MonitorTests>((_, _) =>
        {
            written.Release();
            throw new IOException("the log is full");
        });
        using var service = new LocalLockService(new LocalLockOptions { Audit = log }, _clock);
        for (var i = 0; i < 2; i++)
        {
            Assert.True((await service.AcquireAsync("k", Request("one"))).IsGranted);
            Assert.Equal(RevokeOutcome.Revoked, await service.RevokeAsync("k"));
            await written.WaitAsync().Soon();
        }
    }

    [Fact]
    public async Task Activity_KeepsTheLastHundred_AndSurvivesItsActor()
    {
        for (var i = 0; i < 80; i++)
        {
            await HoldAsync("k", TimeSpan.FromMilliseconds(100));
        }

        _clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(0, _service.ActorCount);
        var kept = await _service.ActivityAsync("k");
        await HoldAsync("k", TimeSpan.FromMilliseconds(100));
        var goneOn = await _service.ActivityAsync("k");

        Assert.Equal((100, 80L), (kept.Events.Count, kept.Hold.Count));
        Assert.Equal((100, 81L), (goneOn.Events.Count, goneOn.Hold.Count));
        Assert.True(goneOn.Events[0].At > kept.Events[0].At);
    }

    [Fact]
    public async Task SuggestedTtl_LeavesRoomAboveTheLongestHolds()
    {
        for (var i = 0; i < 20; i++)
        {
            await HoldAsync("k", TimeSpan.FromSeconds(4));
        }

        var activity = await _service.ActivityAsync("k");

        // An upper bound of 4 s in a bucket an eighth wide, half as much again, rounded up.
        Assert.InRange(activity.Hold.P999, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(4.5));
        Assert.Equal(TimeSpan.FromSeconds(7), activity.SuggestedTtl);
    }

    [Fact]
    public async Task Overview_CountsLossesAndForgetsOldTimes()
    {
        await HoldAsync("a", TimeSpan.FromSeconds(1));
        await GrantAsync("b", "sleeper");
        _clock.Advance(TimeSpan.FromMinutes(1));
        var early = await _service.OverviewAsync();
        _clock.Advance(TimeSpan.FromMinutes(7));
        var late = await _service.OverviewAsync();

        Assert.Equal((0, 0, 2L), (early.Held, early.Waiting, early.Grants));
        Assert.Equal(new LossCounts(1, 0, 0), early.Losses);
        Assert.Equal((1L, 2L), (early.Hold.Count, early.Wait.Count));
        Assert.Equal(2.0, early.Points.Sum(point => point.Grants) * LockOverview.PointLength.TotalSeconds, 3);
        Assert.Equal(1, early.Points.Sum(point => point.Losses));
        Assert.Equal((0L, 0L, 2L), (late.Hold.Count, late.Wait.Count, late.Grants));
        Assert.Equal(0, late.Points.Sum(point => point.Grants));
    }

    [Fact]
    public async Task GrantsPerSecond_CountsTheLastTenSecondsThatAreOver()
    {
        _clock.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 50; i++)
        {
            await HoldAsync("a", TimeSpan.FromMilliseconds(100));
        }

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(5, (await _service.OverviewAsync()).GrantsPerSecond);
    }

    [Fact]
    public async Task Events_WithoutAListener_AreToldAsMissed()
    {
        var monitor = new ProcessMonitor(_clock, "here");
        var actor = new LockActor(
            Some.Key, LockLimits.Default, NoLeaseStore.Instance, new Nowhere(), _clock, monitor: monitor);
        using (monitor.Listen())
        {
            await GrantAsync(actor, 1);
        }

        _clock.Advance(TimeSpan.FromSeconds(59));
        await GrantAsync(actor, 2);
        var (still, last, _) = monitor.Read(0);
        _clock.Advance(TimeSpan.FromMinutes(2));
        await GrantAsync(actor, 3);
        using var again = monitor.Listen();
        await GrantAsync(actor, 4);
        var (later, _, missed) = monitor.Read(last);

        Assert.Equal(2, still.Count(found => found.Kind == LockEventKind.Granted));
        Assert.Equal([LockEventKind.Granted, LockEventKind.Expired], later.Select(found => found.Kind).TakeLast(2));
        Assert.True(missed >= 1);
        Assert.Equal(still.Count, still.Select(found => found.Sequence).Distinct().Count());
    }

    [Fact]
    public async Task Events_BeyondTheRing_AreCountedAsMissed()
    {
        var monitor = new ProcessMonitor(_clock, "here");
        using var listening = monitor.Listen();
        var (_, from, _) = monitor.Read(null);
        var actor = new LockActor(
            Some.Key, LockLimits.Default, NoLeaseStore.Instance, new Nowhere(), _clock, monitor: monitor);
        for (var i = 0; i < 10_000; i++)
        {
            await GrantAsync(actor, i);
        }

        var (events, last, missed) = monitor.Read(from);

        Assert.Equal(ProcessMonitor.MaxEventsAtOnce, events.Count);
        Assert.True(missed > 0);
        Assert.Equal(from + missed + events.Count, last);
        Assert.Equal(last, events[^1].Sequence);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.06)]
    [InlineData(1)]
    [InlineData(3.7)]
    [InlineData(950)]
    [InlineData(60_000)]
    [InlineData(80_000_000)]
    public void Histogram_PutsATimeIntoABucketAtMostAnEighthWide(double milliseconds)
    {
        var span = TimeSpan.FromMilliseconds(milliseconds);
        var histogram = new DurationHistogram();
        histogram.Add(span);
        var copy = new DurationHistogram();
        copy.Add(histogram.Summarize());

        var bucket = Assert.Single(histogram.Summarize().Buckets);

        Assert.InRange(span, bucket.From, bucket.To);
        Assert.True(bucket.To - bucket.From <= TimeSpan.FromMilliseconds(0.0625) || bucket.To <= bucket.From * 1.125);
        Assert.Equal(bucket, Assert.Single(copy.Summarize().Buckets));
    }

    private async Task GrantAsync(LockActor actor, int number)
    {
        var request = Request($"holder-{number}") with { Ttl = TimeSpan.FromSeconds(1) };
        Assert.True((await actor.AcquireAsync(request)).IsGranted);
        _clock.Advance(TimeSpan.FromSeconds(2));
        actor.Wake();
    }

    private async Task HoldAsync(LockKey key, TimeSpan time)
    {
        var grant = await GrantAsync(key, "holder");
        _clock.Advance(time);
        await _service.ReleaseAsync(key, grant.LeaseId);
    }

    private async Task<LockGrant> GrantAsync(LockKey key, string holder) =>
        (await _service.AcquireAsync(key, Request(holder))).Grant!;

    private static LockRequest Request(string holder) =>
        new() { Id = RequestId.New(), Holder = HolderName.Parse(holder), Ttl = TimeSpan.FromSeconds(30) };

    private sealed class Nowhere : IActorHost
    {
        public void WakeAt(LockActor actor, TimeSpan due)
        {
            // The test wakes it.
        }

        public void BecameFree(LockActor actor, TimeSpan due)
        {
        }

        public void OnFault(LockActor broken) => Assert.Fail("no actor breaks here");
    }
}
