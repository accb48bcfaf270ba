using LockActors.Actors;
using LockActors.TestKit;

namespace LockActors.Conformance;

/// <summary>The suite on <see cref="LocalLockService"/>.</summary>
public sealed class LocalConformanceTests : ConformanceSuite
{
    /// <inheritdoc/>
    protected override Task<ServiceUnderTest> StartAsync() => Task.FromResult<ServiceUnderTest>(new Local());

    private sealed class Local : ServiceUnderTest
    {
        private readonly SimClock _clock = new();
        private readonly LocalLockService _service;

        public Local() => _service = new LocalLockService(time: _clock);

        public override ILockService Service => _service;

        public override TimeProvider Time => _clock;

        public override Task PassAsync(TimeSpan span)
        {
            _clock.Advance(span);
            return Task.CompletedTask;
        }

        public override ValueTask DisposeAsync()
        {
            _service.Dispose();
            return base.DisposeAsync();
        }
    }
}
