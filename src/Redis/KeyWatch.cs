using StackExchange.Redis;

namespace LockActors.Redis;

/// <summary>Listens for the end of a key that a foreign client holds. Redis tells of it only where
/// <c>notify-keyspace-events</c> includes <c>K</c> with <c>g</c> and <c>x</c> (or <c>A</c>); elsewhere this stays
/// silent.</summary>
internal sealed class KeyWatch : IDisposable
{
    private readonly ISubscriber _subscriber;
    private readonly RedisChannel _channel;
    private readonly Action<RedisChannel, RedisValue> _handler;

    private KeyWatch(ISubscriber subscriber, RedisChannel channel, Action onFreed)
    {
        _subscriber = subscriber;
        _channel = channel;
        _handler = (_, what) =>
        {
            if (what == "del" || what == "expired" || what == "evicted")
            {
                onFreed();
            }
        };
    }

    public static KeyWatch? Begin(RedisMaster master, string name, Action onFreed)
    {
        if (master.Connection is not { IsConnected: true } connection)
        {
            return null;
        }

        var channel = RedisChannel.Literal($"__keyspace@{connection.GetDatabase().Database}__:{name}");
        var watch = new KeyWatch(connection.GetSubscriber(), channel, onFreed);
        Background.Run(() => watch._subscriber.SubscribeAsync(channel, watch._handler), Ignore);
        return watch;
    }

    public void Dispose() => Background.Run(() => _subscriber.UnsubscribeAsync(_channel, _handler), Ignore);

    /// <summary>A hint that cannot be had is done without: the actor looks now and then by itself.</summary>
    private static void Ignore(Exception error)
    {
    }
}
