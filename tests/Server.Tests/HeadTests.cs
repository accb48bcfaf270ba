using System.Net;

namespace LockActors.Server.Tests;

/// <summary>HEAD, which monitors, load balancers and <c>wget --spider</c> send.</summary>
public sealed class HeadTests
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/v1/locks")]
    [InlineData("/v1/locks/a%2Fb")]
    [InlineData("/v1/locks/a/activity")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/")]
    public async Task Head_OfWhatGetAnswers_IsTheSameWithoutTheBody(string path)
    {
        await using var server = await RunningServer.StartAsync();

        using var get = await server.SendAsync(HttpMethod.Get, path);
        using var head = await server.SendAsync(HttpMethod.Head, path);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (get.StatusCode, head.StatusCode));
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/v1/events", 405)]
    [InlineData("/v1/nowhere", 404)]
    [InlineData("/v1/locks?limit=0", 400)]
    public async Task Head_OfAnythingElse_IsRefused(string path, int status)
    {
        await using var server = await RunningServer.StartAsync();

        using var head = await server.SendAsync(HttpMethod.Head, path);

        Assert.Equal(status, (int)head.StatusCode);
    }
}
