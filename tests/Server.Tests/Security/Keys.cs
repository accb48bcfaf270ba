using System.Net.Http.Headers;
using LockActors.Silo.Settings;
using LockActors.Wire;

namespace LockActors.Server.Tests.Security;

/// <summary>A server with one API key for each role, two of them for prefixes only.</summary>
internal sealed class Keys
{
    public Keys()
    {
        Reader = Add(new ApiKeyEntry { Name = "reader" });
        Locker = Add(new ApiKeyEntry { Name = "locker", Role = ApiRole.Lock });
        Admin = Add(new ApiKeyEntry { Name = "admin", Role = ApiRole.Admin });
        TenantA = Add(new ApiKeyEntry { Name = "a", Role = ApiRole.Admin, Prefixes = ["a/"] });
        TenantBAndC = Add(new ApiKeyEntry { Name = "bc", Role = ApiRole.Lock, Prefixes = ["c/", "b/", "b/x/"] });
    }

    public string Reader { get; }

    public string Locker { get; }

    public string Admin { get; }

    public string TenantA { get; }

    public string TenantBAndC { get; }

    public List<ApiKeyEntry> Entries { get; } = [];

    public ServerSettings Settings => new() { Auth = new AuthSettings { Entries = Entries } };

    public string Add(ApiKeyEntry entry)
    {
        Entries.Add(ApiKeyEntry.Create(entry, out var secret));
        return secret;
    }

    public static async Task<HttpResponseMessage> SendAsync(
        RunningServer server, string? key, string method, string path, string? body = null,
        params (string Name, string Value)[] headers)
    {
        var raw = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        using var request = new HttpRequestMessage(
            new HttpMethod(method), new Uri(server.Address.OriginalString.TrimEnd('/') + path, raw));
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, null, "application/json");
        }

        return await server.Http.SendAsync(request);
    }
}
