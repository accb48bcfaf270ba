using LockActors.TestKit;

namespace LockActors.Conformance;

/// <summary>What every <see cref="ILockService"/> must do, in process or over a network, whatever keeps the
/// leases.</summary>
public abstract partial class ConformanceSuite : IAsyncLifetime
{
    /// <summary>How long the suite waits for an answer that must come without time passing.</summary>
    protected static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    /// <summary>Long enough that nothing ends by itself, also where a quorum must vote within a part of it.</summary>
    private static readonly TimeSpan Ttl = TimeSpan.FromMinutes(2);

    /// <summary>For what ends by itself, where the suite waits for it in real time.</summary>
    private static readonly TimeSpan Brief = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(30);

    private static int _keys;

    private readonly LockKey _key = NewKey();
    private ServiceUnderTest _subject = null!;

    private ILockService Service => _subject.Service;

    /// <inheritdoc/>
    public async Task InitializeAsync() => _subject = await StartAsync();

    /// <inheritdoc/>
    public async Task DisposeAsync() => await _subject.DisposeAsync();

    /// <summary>Starts the service.</summary>
    protected abstract Task<ServiceUnderTest> StartAsync();

    private static LockKey NewKey() => $"conformance/{Environment.ProcessId}/{Interlocked.Increment(ref _keys)}";

    private static LockRequest Request(TimeSpan? wait = null, string? holder = null, string? scope = null) => new()
    {
        Id = RequestId.New(),
        Ttl = Ttl,
        Wait = wait ?? TimeSpan.Zero,
        Holder = holder is null ? default : HolderName.Parse(holder),
        ReentrancyScope = scope is null ? default : Some.Scope(scope),
    };

    private async Task<LockGrant> GrantedAsync(LockKey key, LockRequest? request = null)
    {
        var reply = await Service.AcquireAsync(key, request ?? Request()).AsTask().WaitAsync(Soon);
        Assert.Equal(LockOutcome.Granted, reply.Outcome);
        return reply.Grant!;
    }

    /// <summary>A lease that soon ends. It waits for its turn, because a vote on so short a lease has little time and
    /// may have to be repeated.</summary>
    private Task<LockGrant> GrantedBrieflyAsync() => GrantedAsync(_key, Request(LongWait) with { Ttl = Brief });

    /// <summary>Begins to wait and returns once the request stands in the queue.</summary>
    private async Task<Task<AcquireReply>> QueuedAsync(
        LockRequest request, int position = 1, CancellationToken cancellationToken = default)
    {
        var waiting = Service.AcquireAsync(_key, request, cancellationToken).AsTask();
        await WaitersAsync(position);
        return waiting;
    }

    private Task WaitersAsync(int count) => Poll.UntilAsync(
        async () => (await Service.GetAsync(_key)).WaiterCount == count, $"{count} waiters for {_key}", Soon);
}
