using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using LockActors.TestKit;
using LockActors.Wire;

namespace LockActors.Processes;

/// <summary>What a server tells Prometheus.</summary>
public sealed partial class MetricsTests : IAsyncLifetime
{
    private const int Grants = 20;

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private ChildProcess _server = null!;

    public async Task InitializeAsync()
    {
        _server = new ChildProcess(Executables.OfThisBuild("LockActors.Silo", ["--port", "0"]));
        _http.BaseAddress = new Uri(await _server.HearAsync("LockActors (silo) listening on "));
    }

    public Task DisposeAsync()
    {
        _server.Dispose();
        _http.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Text_AskedForTheFirstTime_HasWhatWasCountedBefore_AndKeepsTheGrammar()
    {
        for (var number = 0; number < Grants; number++)
        {
            using var granted = await _http.PostAsJsonAsync($"/v1/locks/secret-key-{number}/acquire", new { });
            Assert.Equal(HttpStatusCode.OK, granted.StatusCode);
        }

        using var revoked = await _http.DeleteAsync("/v1/locks/secret-key-0");
        using var response = await _http.GetAsync("/metrics");
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("version=0.0.4", response.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
        Assert.True(response.Headers.CacheControl?.NoStore);
        CheckGrammar(text);
        Assert.Contains("\n# TYPE lockactors_grants_total counter\n", text, StringComparison.Ordinal);
        Assert.Contains($"\nlockactors_grants_total{{}} {Grants}\n", text, StringComparison.Ordinal);
        Assert.Contains(
            "\nlockactors_leases_lost_total{lock_reason=\"revoked\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains($"\nlockactors_leases_held{{}} {Grants - 1}\n", text, StringComparison.Ordinal);
        Assert.Contains("\nlockactors_waiters{} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("\nlockactors_wait_duration_seconds_bucket{le=\"0.0001\"} ", text, StringComparison.Ordinal);
        Assert.Contains("\nlockactors_wait_duration_seconds_bucket{le=\"300\"} ", text, StringComparison.Ordinal);
        Assert.Contains(
            $"\nlockactors_wait_duration_seconds_bucket{{le=\"+Inf\"}} {Grants}\n", text, StringComparison.Ordinal);
        foreach (var name in new[] { "http_server_request_duration_seconds_count", "orleans_", "dotnet_" })
        {
            Assert.Contains($"\n{name}", text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("secret-key", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Head_OfTheText_IsAnswered_AndOpenMetricsIsSpoken()
    {
        using var head = await _http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/metrics"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Add("Accept", "application/openmetrics-text;version=1.0.0");
        using var open = await _http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal("application/openmetrics-text", open.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Text_OfAServerWithKeys_IsForKeysWithoutPrefixes()
    {
        var whole = ApiKeyEntry.Create(new ApiKeyEntry { Name = "whole" }, out var all);
        var part = ApiKeyEntry.Create(new ApiKeyEntry { Name = "part", Prefixes = ["a/"] }, out var some);
        using var server = new ChildProcess(Executables.OfThisBuild(
            "LockActors.Silo", ["--port", "0", "--Auth:Keys:0", whole.ToString(), "--Auth:Keys:1", part.ToString()]));
        var address = new Uri(await server.HearAsync("LockActors (silo) listening on "));

        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(null));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(some));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(all));

        async Task<HttpStatusCode> AskAsync(string? key)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "/metrics"));
            request.Headers.Authorization = key is null ? null : new("Bearer", key);
            using var answer = await _http.SendAsync(request);
            return answer.StatusCode;
        }
    }

    private static void CheckGrammar(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var typed = new HashSet<string>();
        var samples = new HashSet<string>();
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (Type().Match(line) is { Success: true } type)
            {
                Assert.True(typed.Add(type.Groups[1].Value), $"twice: {line}");
                continue;
            }

            if (Help().IsMatch(line))
            {
                continue;
            }

            var sample = Sample().Match(line);
            Assert.True(sample.Success, line);
            Assert.True(samples.Add(sample.Groups[1].Value + sample.Groups[2].Value), $"twice: {line}");
            var family = Regex.Replace(sample.Groups[1].Value, "_(bucket|sum|count)$", "");
            Assert.True(typed.Contains(sample.Groups[1].Value) || typed.Contains(family), $"no type: {line}");
        }

        Assert.NotEmpty(samples);
    }

    [GeneratedRegex("^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (?:counter|gauge|histogram|info|unknown|untyped)$")]
    private static partial Regex Type();

    [GeneratedRegex(@"^# HELP [a-zA-Z_:][a-zA-Z0-9_:]* (?:[^\\]|\\\\|\\n)*$")]
    private static partial Regex Help();

    [GeneratedRegex(@"^([a-zA-Z_:][a-zA-Z0-9_:]*)((?:\{(?:"
        + @"[a-zA-Z_][a-zA-Z0-9_]*=""(?:[^""\\\n]|\\[\\""n])*""(?:,|(?=\})))*\})?) "
        + @"(?:[+-]Inf|NaN|-?[0-9.]+(?:[Ee][+-]?[0-9]+)?)$")]
    private static partial Regex Sample();
}
