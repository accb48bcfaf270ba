using LockActors.Actors;
using LockActors.TestKit;
using StackExchange.Redis;

namespace LockActors.Redis.Tests;

/// <summary>The access rules that docs/OPERATIONS.md gives for a Redis user of the service's own.</summary>
public sealed class AccessRuleTests
{
    /// <summary>As it stands there.</summary>
    private const string Documented =
        "user locks on >PASSWORD ~lock:* ~{lock:* resetchannels &__keyspace@*__:lock:* -@all"
        + " +hello +ping +echo +client|setname +client|id +eval +evalsha +script|load"
        + " +get +set +del +pttl +pexpire +info +subscribe +unsubscribe";

    private const string Password = "hush";

    /// <summary>What the client library asks at each connection and does without.</summary>
    private static readonly string[] Harmless = ["client", "cluster", "config"];

    private static readonly LockKey Key = "rules";
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [RedisTheory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task User_WithTheDocumentedRules_TakesRenewsQueuesAndReleases(int masters)
    {
        await using var rig = await StartAsync(masters, Documented);
        var service = rig.Service(AsUser);

        var grant = await service.TakeAsync(Key, wait: Minute);
        var renewed = await service.RenewAsync(Key, grant.LeaseId, Minute);
        var waiting = service.AcquireAsync(Key, LockRequests.New(wait: Minute)).AsTask();
        await Poll.UntilAsync(
            async () => (await service.GetAsync(Key)).WaiterCount == 1, "a waiter", LockRequests.Patience);
        await service.ReleaseAsync(grant);
        var second = (await waiting.WaitAsync(LockRequests.Patience)).Grant!;
        await service.ReleaseAsync(second);
        var third = await service.TakeAsync("brace{s}", wait: Minute);
        await service.ReleaseAsync(third);

        Assert.Equal(RenewOutcome.Renewed, renewed.Outcome);
        Assert.True(second.Token > grant.Token);
        Assert.Empty(await DeniedAsync(rig));
    }

    [RedisFact]
    public async Task User_WithTheDocumentedRules_IsToldOfTheEndOfAForeignHold()
    {
        await using var rig = await StartAsync(1, Documented);
        var plain = await rig.PlainAsync();

        // A service whose clock stands still never looks by itself.
        var store = rig.Store(AsUser);
        await Poll.UntilAsync(
            async () => await store.CheckAsync("spare") is null, "a store that grants", LockRequests.Patience);
        using var service = new LocalLockService(new LocalLockOptions { Store = store }, new SimClock());
        await plain.StringSetAsync($"lock:{Key}", "theirs", Minute, When.NotExists);
        var waiting = service.AcquireAsync(Key, LockRequests.New(wait: Minute)).AsTask();
        await Poll.UntilAsync(
            async () => await ListenersAsync(plain) == 1, "the service to listen", LockRequests.Patience);

        await plain.KeyDeleteAsync($"lock:{Key}");

        Assert.Equal(LockOutcome.Granted, (await waiting.WaitAsync(LockRequests.Patience)).Outcome);
        Assert.Empty(await DeniedAsync(rig));
    }

    [RedisTheory]
    [InlineData(" +subscribe +unsubscribe")]
    [InlineData(" &__keyspace@*__:lock:*")]
    public async Task User_WithoutTheChannel_TakesWhatAForeignClientFreed(string rule)
    {
        await using var rig = await StartAsync(1, Documented.Replace(rule, "", StringComparison.Ordinal));
        var plain = await rig.PlainAsync();
        await plain.StringSetAsync($"lock:{Key}", "theirs", Minute, When.NotExists);
        var service = rig.Service(AsUser);
        var waiting = service.AcquireAsync(Key, LockRequests.New(wait: Minute)).AsTask();
        await Poll.UntilAsync(
            async () => (await service.GetAsync(Key)).WaiterCount == 1, "a waiter", LockRequests.Patience);

        await plain.KeyDeleteAsync($"lock:{Key}");

        Assert.Equal(LockOutcome.Granted, (await waiting.WaitAsync(LockRequests.Patience)).Outcome);
    }

    [RedisTheory]
    [InlineData("~{lock:*")]
    [InlineData("~lock:*")]
    [InlineData("+evalsha")]
    public async Task User_WithoutOneOfTheRules_IsRefusedWithTheReason(string rule)
    {
        await using var rig = await StartAsync(1, Documented.Replace($"{rule} ", "", StringComparison.Ordinal));
        var service = rig.Service(AsUser);

        string? cause = null;
        await Poll.UntilAsync(
            async () => (cause = (await service.TryAsync(Key)).Cause)
                ?.Contains("permissions", StringComparison.Ordinal) == true,
            () => $"a refusal, not '{cause}'",
            LockRequests.Patience);
    }

    private static async Task<long> ListenersAsync(IDatabase plain) =>
        (long)((RedisResult[])(await plain.ExecuteAsync("PUBSUB", "NUMSUB", $"__keyspace@0__:lock:{Key}"))!)[1];

    [Fact]
    public void Rules_AreTheDocumentedOnes()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "LockActors.sln")))
        {
            folder = folder.Parent!;
        }

        var operations = File.ReadAllText(Path.Combine(folder.FullName, "docs", "OPERATIONS.md"));

        Assert.Contains($"\n{Documented}\n", operations, StringComparison.Ordinal);
    }

    private static RedisLeaseOptions AsUser(RedisLeaseOptions options) => options with
    {
        Masters = [.. options.Masters.Select(static master => $"{master},user=locks,password={Password}")],
    };

    private static Task<RedisRig> StartAsync(int masters, string rules)
    {
        string[] words = rules.Replace("PASSWORD", Password, StringComparison.Ordinal).Split(' ');
        return RedisRig.StartAsync(
            masters,
            new RedisServerOptions
            {
                ExtraArguments = ["--notify-keyspace-events", "KA", $"--{words[0]}", .. words[1..]],
            });
    }

    private static async Task<IReadOnlyList<string>> DeniedAsync(RedisRig rig)
    {
        var log = await (await rig.PlainAsync()).ExecuteAsync("ACL", "LOG");
        return [.. ((RedisResult[])log!)
            .Select(static entry => entry.ToDictionary())
            .Select(static entry => $"{entry["object"]}")
            .Where(static what => !Harmless.Contains(what.Split('|')[0]))];
    }
}
