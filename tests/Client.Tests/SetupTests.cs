using LockActors.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LockActors.Client.Tests;

public class SetupTests
{
    [Fact]
    public void Options_OutOfRange_AreNamedWithTheirRange()
    {
        using var clock = new LockActors.Actors.LocalLockService();
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => new LockClient(clock, new LockClientOptions { MaxConcurrentRenewals = 0 }));
        Assert.Contains("MaxConcurrentRenewals is 0; it must be 1 to 1024", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentOutOfRangeException>(
            () => new LockClient(clock, new LockClientOptions { CleanupTimeout = TimeSpan.FromMilliseconds(99) }));
        Assert.Contains("it must be 100ms to 1m", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => new LockClient(clock, new LockClientOptions { Acquire = null! }));
    }

    [Fact]
    public async Task AddLockClient_WithUseLocal_Works()
    {
        var services = new ServiceCollection();
        services.AddLockClient(options =>
            options.Acquire = options.Acquire with { Ttl = TimeSpan.FromSeconds(5) }).UseLocal();
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<ILockClient>();

        await using var handle = await client.AcquireAsync(Some.Key);

        Assert.True(handle.IsHeld);
        Assert.True(handle.ValidFor < TimeSpan.FromSeconds(5));
        Assert.Null(await client.TryAcquireAsync(Some.Key));
        Assert.Same(client, provider.GetRequiredService<ILockClient>());
    }

    [Fact]
    public void AddLockClient_Twice_IsHarmless()
    {
        var services = new ServiceCollection();
        services.AddLockClient().UseLocal();
        services.AddLockClient().UseLocal();
        using var provider = services.BuildServiceProvider();
        Assert.Single(provider.GetServices<ILockClient>());
        Assert.Single(provider.GetServices<ILockService>());
    }

    [Fact]
    public void AddLockClient_WithoutATransport_SaysWhichToAdd()
    {
        var services = new ServiceCollection();
        services.AddLockClient();
        using var provider = services.BuildServiceProvider();
        var error = Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<ILockClient>());
        Assert.Contains("no transport was chosen", error.Message, StringComparison.Ordinal);
        Assert.Contains(".UseLocal()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddLockClient_WithOptionsOutOfRange_SaysSo()
    {
        var services = new ServiceCollection();
        services.AddLockClient(options => options.MaxConcurrentRenewals = 0).UseLocal();
        using var provider = services.BuildServiceProvider();
        var error = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<ILockClient>());
        Assert.Contains("MaxConcurrentRenewals", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddLockClient_ByName_HasItsOwnOptionsAndService()
    {
        var services = new ServiceCollection();
        services.AddLockClient("a", options => options.Acquire = new() { Ttl = TimeSpan.FromSeconds(5) }).UseLocal();
        services.AddLockClient("b").UseHttp("http://127.0.0.1:1");
        services.AddLockClient("c");
        services.AddLockClient().UseLocal();
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredKeyedService<ILockClient>("a");

        await using var handle = await client.AcquireAsync(Some.Key);
        await using var other = await provider.GetRequiredService<ILockClient>().AcquireAsync(Some.Key);

        Assert.True(handle.ValidFor < TimeSpan.FromSeconds(5));
        Assert.True(other.ValidFor > TimeSpan.FromSeconds(5));
        Assert.Same(client, provider.GetRequiredKeyedService<ILockClient>("a"));
        Assert.IsType<Client.Http.HttpLockService>(provider.GetRequiredKeyedService<ILockService>("b"));
        var error = Assert.Throws<InvalidOperationException>(() => provider.GetRequiredKeyedService<ILockClient>("c"));
        Assert.Contains("AddLockClient(\"c\")", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SecondTransport_IsRefused_AndBothAreNamed()
    {
        var builder = new ServiceCollection().AddLockClient().UseHttp("http://127.0.0.1:1");

        AssertNames(() => builder.UseLocal(), "UseHttp(http://127.0.0.1:1/) and UseLocal()");
        AssertNames(
            () => builder.UseHttp("http://127.0.0.1:2"),
            "UseHttp(http://127.0.0.1:1/) and UseHttp(http://127.0.0.1:2/)");
        AssertNames(
            () => builder.Services.AddLocalLockService(), "UseHttp(http://127.0.0.1:1/) and AddLocalLockService()");
    }

    [Fact]
    public void SecondTransport_OfANamedClient_IsRefused()
    {
        var services = new ServiceCollection();
        services.AddLockClient().UseHttp("http://127.0.0.1:3");
        services.AddLockClient("a").UseLocal();

        AssertNames(
            () => services.AddLockClient("a").UseHttp("http://127.0.0.1:1"),
            "The lock client \"a\" has two transports: UseLocal() and UseHttp(http://127.0.0.1:1/)");
    }

    [Fact]
    public void Transport_BesideALockServiceOfTheApplication_IsRefused()
    {
        using var service = new LockActors.Actors.LocalLockService();
        var services = new ServiceCollection().AddSingleton<ILockService>(service);

        AssertNames(
            () => services.AddLockClient().UseLocal(),
            "the application's own ILockService (LocalLockService) and UseLocal()");
    }

    [Fact]
    public void UseLocal_AgainWithOtherOptions_IsRefused()
    {
        var services = new ServiceCollection().AddLocalLockService();
        services.AddLockClient().UseLocal();

        AssertNames(
            () => services.AddLockClient().UseLocal(new LockActors.Actors.LocalLockOptions()),
            "AddLocalLockService() and UseLocal()");
    }

    private static void AssertNames(Action act, string both) =>
        Assert.Contains(both, Assert.Throws<InvalidOperationException>(act).Message, StringComparison.Ordinal);
}
