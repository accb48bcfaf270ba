using LockActors.Bench.Harness;

namespace LockActors.Bench.Orleans;

/// <summary>The baseline: a pair is two calls of a grain that does nothing.</summary>
internal sealed class EchoTaker(IGrainFactory grains) : IPairTaker
{
    public async ValueTask<Pair> TakeAsync(LockKey key)
    {
        var answer = await grains.GetGrain<IEchoGrain>(key.Value).EchoAsync(Guid.NewGuid());
        return new Pair(LeaseId.FromBits(answer), new RequestId(answer));
    }

    public async ValueTask ReleaseAsync(LockKey key, Pair pair) =>
        await grains.GetGrain<IEchoGrain>(key.Value).EchoAsync(pair.Request.Value);
}
