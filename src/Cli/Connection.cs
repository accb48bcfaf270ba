using LockActors.Client.Http;

namespace LockActors.Cli;

/// <summary>The lock server that a command talks to.</summary>
internal static class Connection
{
    private const string DefaultServer = "http://127.0.0.1:8080";
    private const string ServerVariable = "LOCKACTORS_SERVER";

    /// <summary>The server that was named, in the command line or the environment.</summary>
    public static string NameOf(string? option) =>
        option ?? Environment.GetEnvironmentVariable(ServerVariable) switch
        {
            null or "" => DefaultServer,
            var named => named,
        };

    /// <summary>Why a name is no address of a server, or null.</summary>
    public static string? Check(string server) =>
        Uri.TryCreate(server, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? null
            : $"server '{server}' must be an address such as {DefaultServer}";

    public static HttpLockService Open(string server) =>
        new(new Uri(server), new HttpLockOptions(), TimeProvider.System, new StderrLog<HttpLockService>());
}
