using LockActors.Actors;
using LockActors.TestKit;

namespace LockActors.Redis.Tests;

/// <summary>How connections come about. A lost one is tried again soon, and still each attempt has its time.</summary>
public sealed class ConnectTests
{
    private static readonly LockKey Key = "connect";

    [RedisFact]
    public async Task Connection_ThatTakesLongToBeMade_IsMade_AlsoAfterItWasLost()
    {
        await using var rig = await RedisRig.StartAsync();
        await using var proxy = new SlowProxy(rig.Server, TimeSpan.FromSeconds(1));
        var store = rig.Store(options => options with
        {
            Masters = [$"{rig.Server.EndPoint},connectTimeout=30000,{proxy.Tunnel}"],
        });

        await UntilKnownAsync(store, "a first connection");

        await rig.Server.RestartAsync(keepData: false);
        await UntilKnownAsync(store, "a second connection");
    }

    private static Task UntilKnownAsync(ILeaseStore store, string what)
    {
        var cause = "";
        return Poll.UntilAsync(
            async () =>
            {
                var state = await store.LoadAsync(Key);
                cause = state.Cause;
                return state.IsKnown;
            },
            () => $"{what}; there is none because of {cause}",
            LockRequests.Patience);
    }
}
