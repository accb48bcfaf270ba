namespace LockActors.Processes;

/// <summary>The sample of an application with a lock server in it does what docs/EMBEDDING.md says.</summary>
public sealed class EmbeddingSampleTests : IAsyncLifetime
{
    private const string Listening = "Now listening on: ";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly ChildProcess _app = new("LockActors.Samples.Embedding", "--urls", "http://127.0.0.1:0");

    public async Task InitializeAsync()
    {
        var line = await _app.HearAsync("      " + Listening);
        _http.BaseAddress = new Uri(line);
    }

    public Task DisposeAsync()
    {
        _app.Dispose();
        _http.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Sample_HasItsOwnPages_AndALockServerBelowThePrefix()
    {
        Assert.Equal((200, "The shop. Its locks are below /locks."), await AskAsync(HttpMethod.Get, "/"));
        Assert.Equal((404, "The shop answers 404."), await AskAsync(HttpMethod.Get, "/v1/locks"));
        Assert.Equal((200, "Degraded"), await AskAsync(HttpMethod.Get, "/health"));
        Assert.Equal((200, """{"status":"ready"}"""), await AskAsync(HttpMethod.Get, "/locks/health/ready"));
        Assert.Equal(200, (await AskAsync(HttpMethod.Post, "/locks/v1/locks/orders%2F1/acquire")).Status);
        Assert.Contains(
            "\"held\"", (await AskAsync(HttpMethod.Get, "/locks/v1/locks/orders/1")).Body, StringComparison.Ordinal);
        Assert.Contains(
            "<title>LockActors", (await AskAsync(HttpMethod.Get, "/locks")).Body, StringComparison.Ordinal);
    }

    private async Task<(int Status, string Body)> AskAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        using var answer = await _http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
