using System.Text.Json;
using LockActors.TestKit;

namespace LockActors.Client.Tests;

/// <summary>What an application may return from an endpoint.</summary>
public sealed class JsonTests : LocalTestBase
{
    [Fact]
    public void TokenAndKey_AreANumberAndAText_ThereAndBack()
    {
        var written = new Written("orders/42", new FencingToken(1_764_170_000_000_123), new() { ["a"] = new(7) });

        var json = JsonSerializer.Serialize(written);

        Assert.Equal("""{"Key":"orders/42","Token":1764170000000123,"Last":{"a":7}}""", json);
        var read = JsonSerializer.Deserialize<Written>(json)!;
        Assert.Equal((written.Key, written.Token, written.Last["a"]), (read.Key, read.Token, read.Last["a"]));
    }

    [Theory]
    [InlineData("""{"Key":" ","Token":1}""", "white space")]
    [InlineData("""{"Key":7,"Token":1}""", "must not be empty")]
    [InlineData("""{"Key":"a","Token":-1}""", "0 to 9007199254740991")]
    [InlineData("""{"Key":"a","Token":"1"}""", "0 to 9007199254740991")]
    public void TokenAndKey_ThatAreNone_AreRefusedWithTheRule(string json, string rule)
    {
        var error = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Written>(json));

        Assert.Contains(rule, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_IsRefusedWithAReason()
    {
        await using var handle = await First.AcquireAsync(Some.Key);
        await using var set = await First.AcquireAllAsync(["other"]);

        foreach (var held in new object[] { handle, set })
        {
            var error = Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(held));
            Assert.Contains("Token", error.Message, StringComparison.Ordinal);
        }

        Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(new { Handle = handle }));
    }

    private sealed record Written(LockKey Key, FencingToken Token, Dictionary<LockKey, FencingToken> Last);
}
