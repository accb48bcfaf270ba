using LockActors.TestKit;

namespace LockActors.Conformance;

/// <summary>Five redis-servers for the tests of a class.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    private const int Masters = 5;

    private RedisServer[] _servers = [];

    public IReadOnlyList<string> EndPoints => [.. _servers.Select(server => server.EndPoint)];

    public async Task InitializeAsync()
    {
        if (RedisServer.WhyMissing is null)
        {
            _servers = await Task.WhenAll(Enumerable.Range(0, Masters).Select(_ => RedisServer.StartAsync()));
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }
}
