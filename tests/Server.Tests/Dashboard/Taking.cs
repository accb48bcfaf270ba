namespace LockActors.Server.Tests.Dashboard;

/// <summary>Takes locks of a server from the inside, for pages to show.</summary>
internal static class Taking
{
    public static readonly TimeSpan LongTtl = TimeSpan.FromMinutes(5);

    public static async Task<LockGrant> TakeAsync(
        this RunningServer server, LockKey key, string holder = "me", TimeSpan? ttl = null)
    {
        var request = new LockRequest { Id = RequestId.New(), Holder = HolderName.Parse(holder), Ttl = ttl ?? LongTtl };
        return (await server.Service.AcquireAsync(key, request)).Grant!;
    }

    public static async Task<LockGrant> WaitAsync(this RunningServer server, LockKey key, string holder)
    {
        var request = new LockRequest
        {
            Id = RequestId.New(),
            Holder = HolderName.Parse(holder),
            Ttl = LongTtl,
            Wait = TimeSpan.FromMinutes(1),
        };
        return (await server.Service.AcquireAsync(key, request)).Grant!;
    }
}
