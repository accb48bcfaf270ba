using LockActors.Bench.Harness;
using LockActors.Client;

namespace LockActors.Bench.Redis;

/// <summary>This project as an application uses it: by its lock client.</summary>
internal sealed class ClientTaker(ILockClient client) : IPairTaker
{
    public async ValueTask<Pair> TakeAsync(LockKey key) => new(default, default, await client.AcquireAsync(key));

    public ValueTask ReleaseAsync(LockKey key, Pair pair) => ((ILockHandle)pair.Handle!).DisposeAsync();
}
