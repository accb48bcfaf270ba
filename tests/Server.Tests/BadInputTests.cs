using System.Net;
using System.Text.Json;
using LockActors.Wire;

namespace LockActors.Server.Tests;

/// <summary>What a request may get wrong, and what it is told. Nothing of it changes anything.</summary>
public sealed class BadInputTests
{
    private const string Lease = "\"leaseId\":\"0123456789abcdef0123456789abcdef\"";

    public static TheoryData<string, string, int, string?, string> Bodies => new()
    {
        // verb, body, status, field, what the message names
        { "acquire", "{\"ttlMs\":99}", 400, "ttlMs", "100 to 600000" },
        { "acquire", "{\"ttlMs\":600001}", 400, "ttlMs", "100 to 600000" },
        { "acquire", "{\"ttlMs\":0}", 400, "ttlMs", "100 to 600000" },
        { "acquire", "{\"ttlMs\":-1}", 400, "ttlMs", "100 to 600000" },
        { "acquire", "{\"ttlMs\":9223372036854775807}", 400, "ttlMs", "86400000" },
        { "acquire", "{\"ttlMs\":-9223372036854775808}", 400, "ttlMs", "86400000" },
        { "acquire", "{\"ttlMs\":9223372036854775808}", 400, "ttlMs", "whole number" },
        { "acquire", "{\"ttlMs\":1e400}", 400, "ttlMs", "whole number" },
        { "acquire", "{\"ttlMs\":1.5}", 400, "ttlMs", "whole number" },
        { "acquire", "{\"ttlMs\":\"1000\"}", 400, "ttlMs", "whole number" },
        { "acquire", "{\"ttlMs\":true}", 400, "ttlMs", "whole number" },
        { "acquire", "{\"ttlMs\":[1000]}", 400, "ttlMs", "whole number" },
        { "acquire", "{\"waitMs\":-1}", 400, "waitMs", "0 or more" },
        { "acquire", "{\"waitMs\":9223372036854775808}", 400, "waitMs", "whole number" },
        { "acquire", "{\"holdMs\":-1}", 400, "holdMs", "negative" },
        { "acquire", "{\"holdMs\":{}}", 400, "holdMs", "whole number" },
        { "acquire", "{\"tokenBlock\":0}", 400, "tokenBlock", "1 to 64" },
        { "acquire", "{\"tokenBlock\":65}", 400, "tokenBlock", "1 to 64" },
        { "acquire", "{\"tokenBlock\":2147483648}", 400, "tokenBlock", "whole number" },
        { "acquire", "{\"mode\":\"shared\"}", 400, "mode", "exclusive" },
        { "acquire", "{\"mode\":\"Exclusive\"}", 400, "mode", "exclusive" },
        { "acquire", "{\"mode\":0}", 400, "mode", "exclusive" },
        { "acquire", "{\"confirm\":\"yes\"}", 400, "confirm", "true or false" },
        { "acquire", "{\"requestId\":\"7\"}", 400, "requestId", "UUID" },
        { "acquire", "{\"requestId\":\"00000000-0000-0000-0000-000000000000\"}", 400, "requestId", "UUID" },
        { "acquire", "{\"requestId\":7}", 400, "requestId", "UUID" },
        { "acquire", "{\"owner\":\"me\"}", 400, "owner", "holder is the name that people see" },
        { "acquire", "{\"reentrancyScope\":\"me\"}", 400, "reentrancyScope", "UUID" },
        { "acquire", "{\"reentrancyScope\":7}", 400, "reentrancyScope", "a text with a UUID" },
        { "acquire", "{\"holder\":\"\"}", 400, "holder", "1 to 128" },
        { "acquire", "{\"holder\":\"a\\u202eb\"}", 400, "holder", "202E is one" },
        { "acquire", "{\"holder\":\"" + new string('o', 129) + "\"}", 400, "holder", "128" },
        { "acquire", "{\"holder\":\"a\\u0007\"}", 400, "holder", "control" },
        { "acquire", "{\"holder\":\"\\ud800\"}", 400, "holder", "text" },
        { "acquire", "{\"ttl\":1000}", 400, "ttl", "not a field" },
        { "acquire", "{\"TtlMs\":1000}", 400, "TtlMs", "not a field" },
        { "acquire", "{\"leaseId\":\"x\"}", 400, "leaseId", "not a field" },
        { "acquire", "{\"ttlMs\":1000,\"ttlMs\":2000}", 400, "ttlMs", "more than once" },
        { "acquire", "{\"ttlMs\":1000", 400, null, "line 1" },
        { "acquire", "{\"ttlMs\":1000,}", 400, null, "line 1" },
        { "acquire", "{\"ttlMs\":tru}", 400, null, "line 1" },
        { "acquire", "{'ttlMs':1000}", 400, null, "line 1" },
        { "acquire", "[]", 400, null, "JSON object" },
        { "acquire", "null", 400, null, "JSON object" },
        { "acquire", "7", 400, null, "JSON object" },
        { "acquire", "{} {}", 400, null, "JSON object" },
        { "acquire", "ttlMs=1000", 400, null, "JSON object" },
        { "acquire", "\uFEFF{}", 400, null, "JSON object" },
        { "acquire", "{\"mode\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}", 400, "mode", "exclusive" },
        { "renew", "{}", 400, "leaseId", "32 hexadecimal" },
        { "renew", "{\"leaseId\":\"\"}", 400, "leaseId", "32 hexadecimal" },
        { "renew", "{\"leaseId\":\"0123456789abcdef0123456789abcdeg\"}", 400, "leaseId", "32 hexadecimal" },
        { "renew", "{\"leaseId\":\"00000000000000000000000000000000\"}", 400, "leaseId", "32 hexadecimal" },
        { "renew", "{" + Lease + ",\"ttlMs\":1}", 400, "ttlMs", "100 to 600000" },
        { "renew", "{" + Lease + ",\"ttlMs\":null,\"waitMs\":1}", 400, "waitMs", "not a field" },
        { "renew", "{" + Lease + "}", 410, null, "lost" },
        { "confirm", "{}", 400, "leaseId", "32 hexadecimal" },
        { "confirm", "{\"leaseId\":5}", 400, "leaseId", "32 hexadecimal" },
        { "confirm", "{" + Lease + "}", 410, null, "lost" },
        { "release", "{}", 400, "leaseId", "32 hexadecimal" },
        { "release", "{" + Lease + ",\"requestId\":\"x\"}", 400, "requestId", "UUID" },
        { "release", "{" + Lease + "}", 410, null, "notHeld" },
        { "cancel", "{}", 400, "requestId", "UUID" },
        { "cancel", "{\"requestId\":\"x\"}", 400, "requestId", "UUID" },
        { "frob", "{}", 404, null, "nothing" },
    };

    public static TheoryData<string, string, int, string?, string> Paths => new()
    {
        { "POST", "/v1/locks//acquire", 400, "key", "1 to 512" },
        { "POST", "/v1/locks/" + new string('k', 513) + "/acquire", 400, "key", "512" },
        { "POST", "/v1/locks/%zz/acquire", 400, "key", "hexadecimal" },
        { "POST", "/v1/locks/%4/acquire", 400, "key", "hexadecimal" },
        { "POST", "/v1/locks/%/acquire", 400, "key", "hexadecimal" },
        { "POST", "/v1/locks/%ff/acquire", 400, "key", "UTF-8" },
        { "POST", "/v1/locks/%c0%af/acquire", 400, "key", "UTF-8" },
        { "POST", "/v1/locks/%ed%a0%80/acquire", 400, "key", "UTF-8" },
        { "POST", "/v1/locks/a%0Ab/acquire", 400, "key", "control" },
        { "POST", "/v1/locks/a", 405, null, "POST" },
        { "POST", "/v1/locks", 405, null, "POST" },
        { "PUT", "/v1/locks/a", 405, null, "PUT" },
        { "POST", "/health/live", 405, null, "POST" },
        { "GET", "/nowhere", 404, null, "nothing" },
        { "GET", "/v1/locks/", 400, "key", "1 to 512" },
        { "GET", "/v1/lock", 404, null, "nothing" },
        { "GET", "/v1/locks?limit=0", 400, "limit", "1 to 1000" },
        { "GET", "/v1/locks?limit=1001", 400, "limit", "1 to 1000" },
        { "GET", "/v1/locks?limit=99999999999", 400, "limit", "1 to 1000" },
        { "GET", "/v1/locks?limit=-1", 400, "limit", "1 to 1000" },
        { "GET", "/v1/locks?limit=", 400, "limit", "1 to 1000" },
        { "GET", "/v1/locks?limit=1&limit=2", 400, "limit", "more than once" },
        { "GET", "/v1/locks?prefx=a", 400, "prefx", "not a parameter" },
        { "GET", "/v1/locks?prefix=" + new string('k', 513), 400, "prefix", "512" },
        { "DELETE", "/v1/locks/a?token=x", 400, "token", "whole number" },
        { "DELETE", "/v1/locks/a?token=0", 400, "token", "whole number" },
        { "DELETE", "/v1/locks/a?token=9223372036854775808", 400, "token", "whole number" },
        { "DELETE", "/v1/locks/a?tokn=1", 400, "tokn", "not a parameter" },
        { "DELETE", "/v1/locks/a?token=1", 409, null, "notHeld" },
        { "DELETE", "/v1/locks/", 400, "key", "1 to 512" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_OfBadInput_IsRefusedByName(string verb, string body, int status, string? field, string names)
    {
        await using var server = await RunningServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Post, $"/v1/locks/a/{verb}", body);

        await ExpectAsync(server, response, status, field, names);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Path_OfBadInput_IsRefusedByName(
        string method, string path, int status, string? field, string names)
    {
        await using var server = await RunningServer.StartAsync();

        using var response = await server.SendAsync(new HttpMethod(method), path);

        await ExpectAsync(server, response, status, field, names);
    }

    /// <summary>Also of a field that was forgotten when it was added.</summary>
    [Fact]
    public async Task Field_OfEveryBody_OfAnotherType_IsRefusedByName()
    {
        await using var server = await RunningServer.StartAsync();
        (string Path, Type Body)[] bodies =
        [
            ("/v1/locks/a/acquire", typeof(AcquireBody)), ("/v1/locks/a/renew", typeof(RenewBody)),
            ("/v1/locks/a/confirm", typeof(ConfirmBody)),
            ("/v1/locks/a/release", typeof(ReleaseBody)), ("/v1/locks/a/cancel", typeof(CancelBody)),
            ("/v1/renew", typeof(RenewManyBody)), ("/v1/locks/a", typeof(RevokeBody)),
        ];

        foreach (var (path, type) in bodies)
        {
            var method = type == typeof(RevokeBody) ? HttpMethod.Delete : HttpMethod.Post;
            foreach (var field in WireJson.Default.GetTypeInfo(type)!.Properties.Select(property => property.Name))
            {
                using var response = await server.SendAsync(method, path, $"{{\"{field}\":{{\"a\":1}}}}");

                await ExpectAsync(server, response, 400, field, $"{field} must be ");
            }
        }
    }

    [Theory]
    [InlineData("text/plain", 415)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    [InlineData("application/json; charset=utf-16", 415)]
    [InlineData("nonsense", 415)]
    [InlineData("", 415)]
    [InlineData("application/json; charset=UTF-8", 200)]
    [InlineData("APPLICATION/JSON", 200)]
    public async Task Body_OfAContentType_IsTakenOrRefused(string contentType, int status)
    {
        await using var server = await RunningServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Post, "/v1/locks/a/acquire", "{}", contentType);

        if (status == 200)
        {
            Assert.Equal(status, (int)response.StatusCode);
        }
        else
        {
            await ExpectAsync(server, response, status, null, "Content-Type: application/json");
        }
    }

    [Theory]
    [InlineData(16 * 1024, false, 200)]
    [InlineData((16 * 1024) + 1, false, 413)]
    [InlineData((16 * 1024) + 1, true, 413)]
    [InlineData(1024 * 1024, true, 413)]
    public async Task Body_OfASize_IsTakenOrRefused(int size, bool chunked, int status)
    {
        await using var server = await RunningServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/locks/a/acquire")
        {
            Content = new StringContent("{}".PadRight(size), null, "application/json"),
        };
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await server.Http.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Body_ThatIsEmpty_CountsAsAllDefaults()
    {
        await using var server = await RunningServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Post, "/v1/locks/a/acquire");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static async Task ExpectAsync(
        RunningServer server, HttpResponseMessage response, int status, string? field, string names)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(names, text, StringComparison.Ordinal);
        if (status is 400 or 404 or 405 or 415)
        {
            var problem = JsonSerializer.Deserialize(text, WireJson.Default.WireProblem)!;
            Assert.Equal(WireProblem.MediaType, response.Content.Headers.ContentType?.MediaType);
            Assert.Equal((status, field), (problem.Status, problem.Field));
            Assert.EndsWith(".", problem.Detail, StringComparison.Ordinal);
        }

        Assert.Empty((await server.Service.ListAsync(new LockQuery())).Locks);
    }
}
