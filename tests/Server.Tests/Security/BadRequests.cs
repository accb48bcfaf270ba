using System.Text;

namespace LockActors.Server.Tests.Security;

/// <summary>Malformed and forbidden requests, byte by byte, each with the answer that it gets. Words in braces are keys
/// and cookies that the test fills in.</summary>
internal static class BadRequests
{
    private const string K = "/v1/locks/k/acquire";
    private const string Lease = "\"leaseId\":\"0123456789abcdef0123456789abcdef\"";
    private const int NoHttp1 = 0;
    private static readonly string Deep = string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "1" + new string('}', 40);

    /// <summary>A name for the report, the bytes, the status (0: no answer in HTTP/1.1), and the problem's
    /// field.</summary>
    public static IReadOnlyList<(string Name, string Bytes, int Status, string? Field)> All { get; } =
        [.. Bodies(), .. Keys(), .. Callers(), .. Sessions(), .. Frames()];

    private static IEnumerable<(string, string, int, string?)> Bodies()
    {
        yield return ("no JSON", Post(K, "hello"), 400, null);
        yield return ("half a JSON", Post(K, "{\"ttlMs\":"), 400, null);
        yield return ("a deep JSON", Post(K, "{\"mode\":" + Deep + "}"), 400, null);
        yield return ("a deep list", Post(K, "{\"mode\":" + new string('[', 5000) + "}"), 400, null);
        yield return ("a field twice", Post(K, "{\"ttlMs\":1000,\"ttlMs\":1000}"), 400, "ttlMs");
        yield return ("a field twice, once escaped", Post(K, "{\"ttlMs\":1000,\"ttl\\u004ds\":1000}"), 400, "ttlMs");
        yield return ("an unknown field", Post(K, "{\"__proto__\":{}}"), 400, "__proto__");
        yield return ("a number as text", Post(K, "{\"ttlMs\":\"1000\"}"), 400, "ttlMs");
        yield return ("NaN", Post(K, "{\"ttlMs\":NaN}"), 400, null);
        yield return ("Infinity", Post(K, "{\"ttlMs\":-Infinity}"), 400, null);
        yield return ("NaN as text", Post(K, "{\"ttlMs\":\"NaN\"}"), 400, "ttlMs");
        yield return ("a huge number", Post(K, "{\"ttlMs\":1" + new string('0', 400) + "}"), 400, "ttlMs");
        yield return ("a huge exponent", Post(K, "{\"ttlMs\":1e999999999}"), 400, "ttlMs");
        yield return ("a long over its range", Post(K, "{\"ttlMs\":9223372036854775808}"), 400, "ttlMs");
        yield return ("a negative wait", Post(K, "{\"waitMs\":-1}"), 400, "waitMs");
        yield return ("minus zero point five", Post(K, "{\"waitMs\":-0.5}"), 400, "waitMs");
        yield return ("an octal number", Post(K, "{\"ttlMs\":01000}"), 400, null);
        yield return ("a BOM", Post(K, "\u00ef\u00bb\u00bf{}"), 400, null);
        yield return ("UTF-16", Post(K, "\u00ff\u00fe{\0}\0"), 400, null);
        yield return ("bytes that are not UTF-8", Post(K, "{\"holder\":\"\u00ff\u00fe\"}"), 400, null);
        yield return ("half a surrogate", Post(K, "{\"holder\":\"\\ud800\"}"), 400, "holder");
        yield return ("a control character", Post(K, "{\"holder\":\"a\\u0000b\"}"), 400, "holder");
        yield return ("two objects", Post(K, "{}{}"), 400, null);
        yield return ("a list", Post(K, "[]"), 400, null);
        yield return ("a form", Post(K, "ttlMs=1000", "application/x-www-form-urlencoded"), 415, null);
        yield return ("text that is JSON", Post(K, "{}", "text/plain"), 415, null);
        yield return ("another charset", Post(K, "{}", "application/json; charset=utf-7"), 415, null);
        yield return ("a packed body", Post(K, "\u001f\u008b\b", more: "Content-Encoding: gzip\r\n"), 400, null);
        yield return ("a large body", Post(K, new string(' ', 17_000)), 413, null);
        yield return ("a larger body than any", Head("POST", K) + "Content-Type: application/json\r\n"
            + "Content-Length: 99999999\r\n\r\n", 413, null);
        yield return ("many leases too many", Post("/v1/renew", Many(1001)), 400, "renewals");
        yield return ("null among the leases", Post("/v1/renew", "{\"renewals\":[null]}"), 400, "renewals");
        yield return ("a lease id that is none", Post("/v1/locks/k/release", "{\"leaseId\":\"*\"}"), 400, "leaseId");
    }

    private static IEnumerable<(string, string, int, string?)> Keys()
    {
        yield return ("%00 in the key", Post("/v1/locks/a%00b/acquire", "{}"), 400, null);
        yield return ("an overlong slash", Post("/v1/locks/a%c0%afb/acquire", "{}"), 400, "key");
        yield return ("an overlong NUL", Post("/v1/locks/%c0%80/acquire", "{}"), 400, "key");
        yield return ("a surrogate in UTF-8", Post("/v1/locks/%ed%a0%80/acquire", "{}"), 400, "key");
        yield return ("an escape without digits", Post("/v1/locks/%u0041/acquire", "{}"), 400, "key");
        yield return ("half an escape", Post("/v1/locks/a%4/acquire", "{}"), 400, "key");
        yield return ("a key of 513", Post($"/v1/locks/{new string('k', 513)}/acquire", "{}"), 400, "key");
        yield return ("a key of 18,000", Post($"/v1/locks/{new string('k', 18_000)}/acquire", "{}"), 414, null);
        yield return ("no key", Post("/v1/locks//acquire", "{}"), 400, "key");
        yield return ("an unknown verb", Post("/v1/locks/k/steal", "{}"), 404, null);
        yield return ("a verb in other letters", Post("/v1/locks/k/ACQUIRE2", "{}"), 404, null);
        yield return ("an unknown parameter", Get("/v1/locks?prefx=a"), 400, "prefx");
        yield return ("a parameter twice", Get("/v1/locks?limit=1&limit=2"), 400, "limit");
        yield return ("a limit of millions", Get("/v1/locks?limit=1000000"), 400, "limit");
        yield return ("a limit in words", Get("/v1/locks?limit=ten"), 400, "limit");
        yield return ("a token of nothing", Send("DELETE", "/v1/locks/k?token=", "{admin}"), 400, "token");
        yield return ("a token below one", Send("DELETE", "/v1/locks/k?token=-5", "{admin}"), 400, "token");
        yield return ("PUT", Send("PUT", "/v1/locks/k", "{admin}"), 405, null);
        yield return ("PATCH on a verb", Send("PATCH", K, "{locker}"), 405, null);
        yield return ("GET on a verb", Send("GET", "/v1/renew", "{locker}"), 405, null);
        yield return ("TRACE", Send("TRACE", "/v1/locks/k", "{admin}"), 405, null);
    }

    private static IEnumerable<(string, string, int, string?)> Callers()
    {
        yield return ("no key", Send("POST", K, null), 401, "Authorization");
        yield return ("an unknown key",
            Send("POST", K, "lak_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), 401, "Authorization");
        yield return ("an empty key", Send("POST", K, ""), 401, "Authorization");
        yield return ("half a key", Send("POST", K, "lak_"), 401, "Authorization");
        yield return ("the hash for the key", Send("POST", K, "{hash}"), 401, "Authorization");
        yield return ("Basic", Plain("POST", K, "Authorization: Basic {locker}\r\n"), 401, "Authorization");
        yield return ("a key without its word", Plain("POST", K, "Authorization: {locker}\r\n"), 401, "Authorization");
        yield return ("two keys", Plain(
            "POST", K, "Authorization: Bearer {locker}\r\nAuthorization: Bearer {admin}\r\n"), 401, "Authorization");
        yield return ("a key in the query", Plain("POST", K + "?key={locker}", ""), 401, "Authorization");
        yield return ("a reader that locks", Send("POST", K, "{reader}"), 403, "Authorization");
        yield return ("a locker that revokes", Send("DELETE", "/v1/locks/k", "{locker}"), 403, "Authorization");
        yield return ("a foreign prefix", Send("POST", K, "{a}"), 403, "key");
        yield return ("a way out of the prefix", Send("POST", "/v1/locks/b/../a/k/acquire", "{a}"), 403, "key");
        yield return ("a list of a foreign prefix", Send("GET", "/v1/locks?prefix=b", "{a}"), 403, "prefix");
        yield return ("one foreign lease of many", Post("/v1/renew", Many(1), key: "{a}"), 403, "renewals");
        yield return ("a page of another site", Plain(
            "POST", K, "Authorization: Bearer {locker}\r\nOrigin: https://evil.example\r\n"), 403, "Origin");
        yield return ("a page of nowhere", Plain(
            "POST", K, "Authorization: Bearer {locker}\r\nOrigin: null\r\n"), 403, "Origin");
    }

    private static IEnumerable<(string, string, int, string?)> Sessions()
    {
        yield return ("a session without antiforgery",
            Plain("POST", K, "Cookie: {session}\r\n"), 403, "X-LockActors-Csrf");
        yield return ("a forged antiforgery header", Plain(
            "POST", K, "Cookie: {session}\r\nX-LockActors-Csrf: CfDJ8forged\r\n"), 403, "X-LockActors-Csrf");
        yield return ("antiforgery of another session", Plain(
            "POST", K, "Cookie: {session}\r\nX-LockActors-Csrf: {others-csrf}\r\n"), 403, "X-LockActors-Csrf");
        yield return ("a revoke without antiforgery", Plain(
            "DELETE", "/v1/locks/k", "Cookie: {session}\r\n"), 403, "X-LockActors-Csrf");
        yield return ("a replayed cookie of an ended session",
            Plain("POST", K, "Cookie: {ended}\r\n"), 401, "Authorization");
        yield return ("a forged cookie", Plain(
            "POST", K, "Cookie: lockactors-session=CfDJ8AAAA\r\n"), 401, "Authorization");
        yield return ("a cookie with a changed letter",
            Plain("POST", K, "Cookie: {changed}\r\n"), 401, "Authorization");
        yield return ("an empty cookie", Plain("POST", K, "Cookie: lockactors-session=\r\n"), 401, "Authorization");
        yield return ("a wrong key and a good cookie", Plain(
            "POST", K, "Authorization: Bearer lak_x\r\nCookie: {session}\r\n"), 401, "Authorization");
        yield return ("a login as JSON", Plain(
            "POST", "/login", "Content-Type: application/json\r\n", "{\"key\":\"x\"}"), 415, "key");
        yield return ("a login in chunks", Plain(
            "POST", "/login", "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n")
            .Replace("Content-Length: 0\r\n", "", StringComparison.Ordinal) + "0\r\n\r\n", 415, "key");
    }

    private static IEnumerable<(string, string, int, string?)> Frames()
    {
        yield return ("no HTTP", "hello\r\n\r\n", 400, null);
        yield return ("no version", "GET /\r\n\r\n", 400, null);
        yield return ("another version", "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n", 505, null);
        yield return ("no host", "GET /v1/locks HTTP/1.1\r\n\r\n", 400, null);
        yield return ("two hosts", "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n\r\n", 400, null);
        yield return ("a blank before a colon", Head("GET", "/v1/locks") + "X-A : b\r\n\r\n", 400, null);
        yield return ("a folded header", Head("GET", "/v1/locks") + "X-A: b\r\n c\r\n\r\n", 400, null);
        yield return ("NUL in a header", Head("GET", "/v1/locks") + "X-A: b\0c\r\n\r\n", 400, null);
        yield return ("65 headers", Head("GET", "/v1/locks") + string.Concat(
            Enumerable.Range(0, 65).Select(number => $"X-{number}: a\r\n")) + "\r\n", 431, null);
        yield return ("17 KB of headers",
            Head("GET", "/v1/locks") + $"X-A: {new string('a', 17_000)}\r\n\r\n", 431, null);
        yield return ("a line of 18 KB",
            $"GET /{new string('a', 18_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n", 414, null);
        yield return ("two lengths", Head("POST", K) + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400, null);
        yield return ("a negative length", Head("POST", K) + "Content-Length: -1\r\n\r\n", 400, null);
        yield return ("a chunk of no size", Chunked("zz\r\n{}\r\n0\r\n\r\n"), 400, null);
        yield return ("a chunk that is longer than it says", Chunked("1\r\n{}\r\n0\r\n\r\n"), 400, null);
        yield return ("a chunk of a huge size", Chunked("ffffffffffffffff\r\n{}"), 400, null);
        yield return ("an unknown transfer", Head("POST", K) + "Transfer-Encoding: cow\r\n\r\n", 400, null);
        yield return ("garbage after a request", Get("/health/live") + "garbage\r\n\r\n", 200, null);
        yield return ("an upgrade to HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", NoHttp1, null);
        yield return ("TLS on a plain port", "\u0016\u0003\u0001\0\u00a5\u0001\0\0", 400, null);
    }

    private static string Head(string method, string path, string? key = "{locker}") =>
        $"{method} {path} HTTP/1.1\r\nHost: localhost\r\n" + (key is null ? "" : $"Authorization: Bearer {key}\r\n");

    private static string Get(string path) => Head("GET", path) + "\r\n";

    private static string Send(string method, string path, string? key) =>
        Head(method, path, key) + "Content-Length: 0\r\n\r\n";

    private static string Plain(string method, string path, string headers, string body = "") =>
        Head(method, path, null) + headers + $"Content-Length: {body.Length}\r\n\r\n{body}";

    private static string Post(
        string path, string body, string type = "application/json", string more = "", string key = "{locker}") =>
        Head("POST", path, key) + $"Content-Type: {type}\r\nContent-Length: {body.Length}\r\n{more}\r\n{body}";

    private static string Chunked(string body) =>
        Head("POST", K) + $"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{body}";

    private static string Many(int count)
    {
        var leases = new StringBuilder("{\"renewals\":[");
        leases.AppendJoin(',', Enumerable.Repeat($"{{\"key\":\"b/1\",{Lease}}}", count));
        return leases.Append("]}").ToString();
    }
}
