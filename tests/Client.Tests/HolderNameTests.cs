using LockActors.TestKit;

namespace LockActors.Client.Tests;

/// <summary>The name of a holder is for people: it shows, and lets no call in.</summary>
public sealed class HolderNameTests : LocalTestBase
{
    private static readonly AcquireOptions Named = new() { Holder = Environment.MachineName };

    [Fact]
    public async Task Acquire_OfFiveTasksUnderOneName_LetsOneInAfterTheOther()
    {
        var (inside, most, tokens) = (0, 0, new List<FencingToken>());
        var tasks = Enumerable.Range(0, 5).Select(async number =>
        {
            await using var handle = await (number % 2 == 0 ? First : Second).AcquireAsync(Some.Key, Named);
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            tokens.Add(handle.Token);
            Interlocked.Decrement(ref inside);
        }).ToArray();

        await Poll.UntilAsync(
            () =>
            {
                Clock.Advance(0.01);
                return tasks.All(task => task.IsCompleted);
            },
            "five turns",
            TimeSpan.FromSeconds(20));

        await Task.WhenAll(tasks);
        Assert.Equal((1, 5), (most, tokens.Distinct().Count()));
    }

    [Fact]
    public async Task Acquire_WithoutAName_ShowsTheProcess()
    {
        await using var handle = await First.AcquireAsync(Some.Key);

        Assert.Matches(
            $"^.+@{Environment.MachineName}/{Environment.ProcessId}-[0-9a-f]{{4}}$",
            (await Service.GetAsync(Some.Key)).Holder!.Name);
    }

    [Fact]
    public async Task Acquire_WithoutAName_ShowsThatOfTheClient()
    {
        using var client = new LockClient(Service, new LockClientOptions { Holder = "billing" }, time: Clock);
        await using var handle = await client.AcquireAsync(Some.Key, new AcquireOptions());

        Assert.Equal("billing", (await Service.GetAsync(Some.Key)).Holder!.Name);
    }

    [Fact]
    public async Task Acquire_OfTwoNamesInOneClient_ShowsTheOneThatHolds()
    {
        var first = await First.AcquireAsync(Some.Key, new AcquireOptions { Holder = "first" });
        var second = First.AcquireAsync(Some.Key, new AcquireOptions { Holder = "second" }).AsTask();
        Assert.Equal("second", Assert.Single((await Service.GetAsync(Some.Key)).Waiters).Name);

        await first.DisposeAsync();

        await using var handle = await second.Soon();
        Assert.Equal("second", (await Service.GetAsync(Some.Key)).Holder!.Name);
    }
}
