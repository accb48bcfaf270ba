using System.Diagnostics;
using LockActors.Redis.Scripts;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace LockActors.Redis;

/// <summary>One Redis: its connection, its scripts, and whether it may vote.</summary>
internal sealed partial class RedisMaster : IAsyncDisposable
{
    private static readonly TimeSpan ReconnectEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>How long changes that are under way may take before the connection is closed.</summary>
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(1);

    private readonly ConfigurationOptions _configuration;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private Task<ConnectionMultiplexer>? _connecting;
    private bool _disposed;
    private volatile string? _failure;

    public RedisMaster(string connectionString, TimeProvider time, ILogger log, QuorumMembers? members)
    {
        _configuration = ConfigurationOptions.Parse(connectionString);

        // Commands fail at once while there is no connection, instead of waiting for one.
        _configuration.BacklogPolicy = BacklogPolicy.FailFast;
        _configuration.AbortOnConnectFail = false;

        // Each master stands alone: it is not told by others which one is the master, and needs no rights for that.
        _configuration.ConfigurationChannel = "";
        _configuration.TieBreaker = "";

        // A lock server has nothing else to do than to be back as soon as Redis is. The library looks at a lost
        // connection once in each heartbeat, and waits longer each time, by default. An attempt under way has the
        // connection string's connectTimeout all the same.
        _configuration.HeartbeatInterval = ReconnectEvery;
        _configuration.ReconnectRetryPolicy = new LinearRetry((int)ReconnectEvery.TotalMilliseconds);
        Name = string.Join(',', _configuration.EndPoints.Select(Describe));
        _time = time;
        _log = log;
        _members = members;
        Arrivals = members is null ? null : new LeaseArrivals();
    }

    /// <summary>The address, for logs and pages.</summary>
    public string Name { get; }

    /// <summary>Why the last command failed, with the address; null when it did not.</summary>
    public string? Failure => _failure;

    /// <summary>The changes that are on their way, with what they wait for before they are sent.</summary>
    public WorkUnderWay Changes { get; } = new();

    /// <summary>The leases on their way to a master of a quorum; null for a Redis alone, whose answer is waited for
    /// before the next change is sent.</summary>
    public LeaseArrivals? Arrivals { get; }

    /// <summary>The connection, once there is one.</summary>
    public ConnectionMultiplexer? Connection =>
        _connecting is { IsCompletedSuccessfully: true } connecting ? connecting.Result : null;

    /// <summary>Connects in the background; StackExchange.Redis goes on trying by itself.</summary>
    public Task<ConnectionMultiplexer> ConnectAsync()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _connecting is null or { IsFaulted: true } ? _connecting = ConnectOnceAsync() : _connecting;
        }
    }

    /// <summary>Runs a script. Null when it failed or did not answer in time.</summary>
    /// <param name="verb">What it does, for traces and logs.</param>
    /// <param name="script">The script.</param>
    /// <param name="key">The lock.</param>
    /// <param name="keys">Its keys in Redis.</param>
    /// <param name="values">The script's arguments, and one more element at the end for the call's number.</param>
    /// <param name="timeout">How long it may take.</param>
    public async Task<RedisResult?> RunAsync(
        string verb, RedisScript script, LockKey key, RedisKey[] keys, RedisValue[] values, TimeSpan timeout)
    {
        using var activity = RedisInstruments.Start(verb, Name, key);
        var connection = Connection;
        try
        {
            connection ??= await ConnectAsync().WaitAsync(timeout, _time).ConfigureAwait(false);

            // Without a connection it fails at once, and says why there is none.
            var result = await script.RunAsync(connection.GetDatabase(), keys, values).WaitAsync(timeout, _time)
                .ConfigureAwait(false);
            _failure = null;
            return result;
        }
        catch (Exception error) when (error is not (InvariantViolationException or OutOfMemoryException))
        {
            activity?.SetStatus(ActivityStatusCode.Error, error.GetType().Name);
            if (error is ForeignReplyException)
            {
                Abandon(connection!);
            }

            // Whatever a client library throws here, it means that the outcome is not known.
            var cause = CauseOf(error, timeout, keys);
            var last = Interlocked.Exchange(ref _failure, $"{Name}: {cause}");
            if (Connection is { IsConnected: true })
            {
                _log.CommandFailed(Name, verb, key, cause);
            }
            else if (last != $"{Name}: {cause}")
            {
                _log.NotConnected(Name, cause);
            }

            return null;
        }
    }

    /// <summary>The client library wraps the reason in the state of its pools.</summary>
    private static string CauseOf(Exception error, TimeSpan timeout, RedisKey[] keys) => error switch
    {
        // A lock of another type counts as held by a foreign client, so this is about the fence.
        RedisServerException when error.Message.Contains("WRONGTYPE", StringComparison.Ordinal) && keys.Length > 1 =>
            $"the key {keys[1]} was written by another program and is no fence (WRONGTYPE); delete it",
        TimeoutException => $"no answer in {Ranges.Show(timeout)}",
        RedisConnectionException when error.GetBaseException() is var root => root.GetType() == typeof(Exception)
            ? root.Message
            : $"{root.GetType().Name}: {root.Message}",
        _ => error.Message,
    };

    /// <summary>Closes the connection once the changes that are under way are answered, after 1 s at the latest: a
    /// removal that was cut off would leave a lease behind.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!await Changes.IdleAsync(LongestDrain, _time).ConfigureAwait(false))
        {
            _log.CommandsCutOff(Name, Changes.Count);
        }

        Task<ConnectionMultiplexer>? connecting;
        lock (_gate)
        {
            _disposed = true;
            connecting = _connecting;
        }

        if (connecting is { IsCompletedSuccessfully: true })
        {
            await connecting.Result.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
        }
    }

    private async Task<RedisResult> EvaluateAsync(
        ConnectionMultiplexer connection, RedisScript script, RedisKey[] keys, RedisValue[] values, TimeSpan timeout)
    {
        try
        {
            return await script.RunAsync(connection.GetDatabase(), keys, values).WaitAsync(timeout, _time)
                .ConfigureAwait(false);
        }
        catch (ForeignReplyException)
        {
            Abandon(connection);
            throw;
        }
    }

    /// <summary>Drops a connection that mixes up replies: every later one would be wrong as well. The next call makes a
    /// new one.</summary>
    private void Abandon(ConnectionMultiplexer connection)
    {
        lock (_gate)
        {
            if (Connection != connection)
            {
                return;
            }

            _connecting = null;
        }

        ForgetStanding();
        _log.ConnectionAbandoned(Name);
        Background.Run(() => connection.CloseAsync(allowCommandsToComplete: false), _ => { });
    }

    private static string Describe(System.Net.EndPoint endpoint) => endpoint switch
    {
        System.Net.DnsEndPoint dns => $"{dns.Host}:{dns.Port}",
        _ => endpoint.ToString() ?? "?",
    };

    private async Task<ConnectionMultiplexer> ConnectOnceAsync()
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(_configuration).ConfigureAwait(false);
        connection.ConnectionFailed += (_, _) => Changed("lost");
        connection.ConnectionRestored += (_, _) => Changed("restored");
        return connection;
    }

    private void Changed(string what)
    {
        ForgetStanding();
        _log.ConnectionChanged(Name, what);
    }
}
