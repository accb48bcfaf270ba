using LockActors.Actors;
using LockActors.Monitoring;
using Microsoft.Extensions.Logging;

namespace LockActors.Redis.Redlock;

/// <summary>Keeps leases on a majority of several independent Redis masters (Redlock), with fencing tokens.</summary>
/// <remarks>
/// A change counts when a majority made it within the lease's time. A token is proposed by the actor and refused by
/// every master that has seen one as high, so a grant needs a majority that stored it, and tokens never go back. Docs:
/// SAFETY.md tells what this promises, and what only the fencing token saves.
/// </remarks>
internal sealed partial class RedlockLeaseStore : ILeaseStore, ILeaseStoreHealth, IAsyncDisposable, IDisposable
{
    /// <summary>How long votes of lost rounds may take to be removed before the connections are closed.</summary>
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(1);

    private readonly RedisLeaseOptions _options;
    private readonly RedisCommands _commands;
    private readonly RedisMaster[] _masters;
    private readonly RedlockCleanup _cleanup;
    private readonly TimeProvider _time;
    private readonly WriteProbe _probe;
    private readonly ILogger _log;

    public RedlockLeaseStore(RedisLeaseOptions options, TimeProvider time, ILogger log)
    {
        _options = options;
        _time = time;
        _log = log;
        _commands = new RedisCommands(options);
        _probe = new WriteProbe(time);
        _cleanup = new RedlockCleanup(_commands, time, log);
        var members = new QuorumMembers(
            options.YoungMasters == YoungMasters.Exclude ? options.MaxTtl : TimeSpan.Zero);
        _masters = [.. options.Masters.Select(master => new RedisMaster(master, time, log, members))];
        if (_masters.Length % 2 == 0)
        {
            log.EvenMasters(_masters.Length, _masters.Length - 1);
        }
    }

    public bool IsDurable => true;

    public TimeSpan Linger => _options.Linger;

    /// <summary>A young master votes again when no lease that it may have forgotten can be valid.</summary>
    public TimeSpan LongestTtl =>
        _options.YoungMasters == YoungMasters.Exclude ? _options.MaxTtl : TimeSpan.MaxValue;

    public ValueTask<string?> CheckAsync(LockKey spare) => _probe.RunAsync(this, spare);

    public IDisposable? WatchOutside(LockKey key, Action onFreed) => null;

    public string Kind => "redlock";

    private int Majority => (_masters.Length / 2) + 1;

    public async ValueTask<IReadOnlyList<StoreMaster>> AskAsync(CancellationToken cancellationToken = default) =>
        await Task.WhenAll(_masters.Select(master => master.AskHealthAsync(_options.CommandTimeout)))
            .WaitAsync(cancellationToken).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        await _cleanup.DrainAsync(LongestDrain).ConfigureAwait(false);
        await Task.WhenAll(_masters.Select(static master => master.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    /// <summary>For a container that is not disposed asynchronously: does the same, and does not wait for it.</summary>
    public void Dispose() => Background.Run(() => DisposeAsync().AsTask(), static _ => { });

    /// <summary>Names the store in errors.</summary>
    public override string ToString() => $"Redlock {string.Join(", ", _masters.Select(master => master.Name))}";

    /// <summary>No majority: how many may vote, and why the other ones do not.</summary>
    private StoreReply Unanswered(RedlockRound round) =>
        StoreReply.Unanswered(Why(round.Read(static quorum => quorum.Causes)));

    private string Why(IReadOnlyList<string> causes) =>
        $"{_masters.Length - causes.Count} of {_masters.Length} masters may vote, and {Majority} must"
        + string.Concat(causes.Select(static cause => $"; {cause}"));

    private TimeSpan TimeoutFor(TimeSpan ttl) => RedlockQuorum.NodeTimeout(_options.NodeTimeout, ttl);
}
