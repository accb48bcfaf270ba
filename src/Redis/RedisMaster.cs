using System.Diagnostics;
using LockActors.Redis.Scripts;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace LockActors.Redis;

/// <summary>One Redis: its connection, its scripts, and whether it may vote.</summary>
internal sealed partial class RedisMaster : IAsyncDisposable
{
    private readonly ConfigurationOptions _configuration;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private Task<ConnectionMultiplexer>? _connecting;
    private bool _disposed;

    public RedisMaster(string connectionString, TimeProvider time, ILogger log, Electorate? electorate)
    {
        _configuration = ConfigurationOptions.Parse(connectionString);
        RedisCompatibility.FailFast(_configuration);
        Name = string.Join(',', _configuration.EndPoints.Select(Describe));
        _time = time;
        _log = log;
        _electorate = electorate;
    }

    /// <summary>The address, for logs and pages.</summary>
    public string Name { get; }

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
    public async Task<RedisResult?> RunAsync(
        string verb, RedisScript script, LockKey key, RedisKey[] keys, RedisValue[] values, TimeSpan timeout)
    {
        using var activity = RedisInstruments.Start(verb, Name, key);
        try
        {
            var connection = Connection ?? await ConnectAsync().WaitAsync(timeout, _time).ConfigureAwait(false);
            if (!connection.IsConnected)
            {
                return null;
            }

            return await EvaluateAsync(connection.GetDatabase(), script, keys, values)
                .WaitAsync(timeout, _time).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not (InvariantViolationException or OutOfMemoryException))
        {
            activity?.SetStatus(ActivityStatusCode.Error, error.GetType().Name);

            // Whatever a client library throws here, it means that the outcome is not known.
            _log.CommandFailed(Name, verb, key, error is TimeoutException ? "no answer in time" : error.Message);
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
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

    private static async Task<RedisResult> EvaluateAsync(
        IDatabase database, RedisScript script, RedisKey[] keys, RedisValue[] values)
    {
        try
        {
            return await database.ScriptEvaluateAsync(script.Hash, keys, values).ConfigureAwait(false);
        }
        catch (RedisServerException error) when (error.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // A restart or SCRIPT FLUSH: nothing was run, so the text is sent instead, which loads it again.
            return await database.ScriptEvaluateAsync(script.Text, keys, values).ConfigureAwait(false);
        }
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
