using System.Net;
using System.Text.Json;
using LockActors.Wire;

namespace LockActors.Server.Tests;

/// <summary>Keys arrive as they were sent, whatever is in them.</summary>
public sealed class KeyTests
{
    [Theory]
    [InlineData("/v1/locks/a/b/acquire", "a/b")]
    [InlineData("/v1/locks/a%2Fb/acquire", "a/b")]
    [InlineData("/v1/locks/a%2fb/c/acquire", "a/b/c")]
    [InlineData("/v1/locks/a%252Fb/acquire", "a%2Fb")]
    [InlineData("/v1/locks//a//acquire", "/a/")]
    [InlineData("/v1/locks/acquire/acquire", "acquire")]
    [InlineData("/v1/locks/release/renew/acquire", "release/renew")]
    [InlineData("/v1/locks/a%3Fb%23c/acquire", "a?b#c")]
    [InlineData("/v1/locks/a%20b+c/acquire", "a b+c")]
    [InlineData("/v1/locks/./acquire", ".")]
    [InlineData("/v1/locks/../acquire", "..")]
    [InlineData("/v1/locks/%2E%2e/acquire", "..")]
    [InlineData("/v1/locks/a/../../b/acquire", "a/../../b")]
    [InlineData("/v1/locks/v1/locks/x/acquire", "v1/locks/x")]
    [InlineData("/v1/locks/%E2%82%AC%F0%9F%94%92/acquire", "€🔒")]
    [InlineData("/v1/locks/k/acquire?x=/y", "k")]
    public async Task Acquire_OfAPath_TakesTheKeyThatWasMeant(string path, string key)
    {
        await using var server = await RunningServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Post, path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = JsonSerializer.Deserialize(
            await response.Content.ReadAsStringAsync(), WireJson.Default.AcquireAnswer)!;
        Assert.Equal(key, answer.Key);
        Assert.Equal(LockState.Held, (await server.Service.GetAsync(key)).State);
    }

    [Fact]
    public async Task LongestKey_OfThreeByteCharacters_IsTaken()
    {
        await using var server = await RunningServer.StartAsync();
        var key = new string('€', LockKey.MaxLength);

        using var response = await server.SendAsync(
            HttpMethod.Post, $"/v1/locks/{Uri.EscapeDataString(key)}/acquire");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(LockState.Held, (await server.Service.GetAsync(key)).State);
    }

    [Fact]
    public async Task GetAndDelete_TakeAllOfThePathForTheKey()
    {
        await using var server = await RunningServer.StartAsync();
        using var taken = await server.SendAsync(HttpMethod.Post, "/v1/locks/a/acquire/acquire");

        using var shown = await server.SendAsync(HttpMethod.Get, "/v1/locks/a/acquire");
        using var revoked = await server.SendAsync(HttpMethod.Delete, "/v1/locks/a%2Facquire");

        Assert.Contains("\"state\":\"held\"", await shown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("{\"status\":\"revoked\"}", await revoked.Content.ReadAsStringAsync());
    }
}
