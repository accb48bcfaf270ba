using System.Globalization;
using System.Text.Json;
using LockActors.TestKit;
using LockActors.Wire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LockActors.Server.Tests.Security;

/// <summary>The table of bad requests, on one server, on real sockets.</summary>
public sealed class BadRequestTests
{
    private readonly Keys _keys = new();

    [Fact]
    public async Task Table_OfBadRequests_IsAnsweredAsExpected_AndNothingIsLocked()
    {
        // What a request makes the server log must not look like a fault of the server.
        using var errors = new LogLines(LogLevel.Error);
        await using var server = await RunningServer.StartAsync(
            settings: _keys.Settings, services: services => services.AddSingleton<ILoggerProvider>(errors));
        var words = await WordsAsync(server);
        var wrong = new List<string>();

        foreach (var (name, bytes, status, field) in BadRequests.All)
        {
            var text = words.Aggregate(bytes, static (sofar, word) =>
                sofar.Replace(word.Key, word.Value, StringComparison.Ordinal));
            var answer = await RawHttp.AskAsync(server.Address, text);
            if (Judge(answer, status, field) is { } why)
            {
                wrong.Add($"{name}: {why}");
            }

            Assert.All(words.Values, secret => Assert.DoesNotContain(secret, answer, StringComparison.Ordinal));
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.True(errors.All.IsEmpty, string.Join("\n", errors.All));
        Assert.InRange(BadRequests.All.Count, 100, 1000);
        Assert.Equal(BadRequests.All.Count, BadRequests.All.DistinctBy(row => row.Bytes).Count());
        Assert.Empty((await server.Service.ListAsync(new LockQuery())).Locks);
        using var good = await Keys.SendAsync(server, _keys.Locker, "POST", "/v1/locks/k/acquire", "{}");
        Assert.True(good.IsSuccessStatusCode);
    }

    private static string? Judge(string answer, int status, string? field)
    {
        var isHttp = answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal);
        var got = isHttp ? int.Parse(answer.AsSpan(9, 3), CultureInfo.InvariantCulture) : 0;
        if (got != status)
        {
            return $"{got} instead of {status}: {answer}";
        }

        if (field is null)
        {
            return null;
        }

        var body = answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        var problem = body.Length == 0
            ? new WireProblem()
            : JsonSerializer.Deserialize(body, WireJson.Default.WireProblem)!;
        return (problem.Status, problem.Field) == (status, field) && problem.Detail?.EndsWith('.') == true
            ? null
            : $"{answer} instead of field {field}";
    }

    private async Task<Dictionary<string, string>> WordsAsync(RunningServer server)
    {
        using var browser = new Browser(server.Address);
        using var other = new Browser(server.Address);
        using var gone = new Browser(server.Address);
        using var login = await browser.LogInAsync(_keys.Admin);
        using var second = await other.LogInAsync(_keys.Admin);
        using var third = await gone.LogInAsync(_keys.Admin);
        var ended = gone.Cookies;
        using var logout = await gone.SendAsync(HttpMethod.Post, "/logout", gone.Cookie("lockactors-csrf"));
        Assert.True(logout.IsSuccessStatusCode);
        var session = browser.Cookie("lockactors-session")!;
        var at = session.Length / 2;
        var changed = session[at] == 'A' ? 'B' : 'A';
        return new Dictionary<string, string>
        {
            ["{reader}"] = _keys.Reader,
            ["{locker}"] = _keys.Locker,
            ["{admin}"] = _keys.Admin,
            ["{a}"] = _keys.TenantA,
            ["{hash}"] = Convert.ToHexStringLower(ApiKeyEntry.HashOf(_keys.Locker)),
            ["{session}"] = browser.Cookies,
            ["{changed}"] = $"lockactors-session={session[..at]}{changed}{session[(at + 1)..]}",
            ["{ended}"] = ended,
            ["{others-csrf}"] = other.Cookie("lockactors-csrf")!,
        };
    }
}
