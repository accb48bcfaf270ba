using LockActors.Client.Http;

namespace LockActors.Cli;

/// <summary>The lock server that a command talks to.</summary>
internal static class Connection
{
    private const string DefaultServer = "http://127.0.0.1:8080";
    public const string KeyVariable = "LOCKACTORS_API_KEY";
    private const string ServerVariable = "LOCKACTORS_SERVER";

    /// <summary>The server that was named, in the command line or the environment.</summary>
    /// <exception cref="UsageException">The environment names none.</exception>
    public static string NameOf(string? option)
    {
        if (option is not null)
        {
            return option;
        }

        var named = Environment.GetEnvironmentVariable(ServerVariable) is { Length: > 0 } text ? text : DefaultServer;
        return Check(named) is { } error ? throw new UsageException($"{ServerVariable}: {error}") : named;
    }

    /// <summary>Why a name is no address of a server, or null.</summary>
    public static string? Check(string server) =>
        Uri.TryCreate(server, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? null
            : $"server '{server}' must be an address such as {DefaultServer}";

    public static HttpLockService Open(string server) =>
        new(new Uri(server), Options(), TimeProvider.System, new StderrLog<HttpLockService>());

    public static HttpLockOptions Options() => new() { ApiKey = Key };

    /// <summary>The API key of this run: of the file that was named, or of the environment. Never of the command line,
    /// which others on this machine can read.</summary>
    public static string? Key { get; private set; } =
        Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key ? key.Trim() : null;

    /// <summary>Whether a text can be sent as an API key.</summary>
    public static bool IsKey(string text) => text.Length > 0 && text.All(static letter => letter is > ' ' and <= '~');

    /// <summary>Takes the API key from a file; why it cannot, or null.</summary>
    public static string? ReadKey(string file)
    {
        try
        {
            var key = File.ReadAllText(file).Trim();
            if (!IsKey(key))
            {
                return $"--key-file '{file}' holds no API key";
            }

            Key = key;
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"--key-file '{file}' cannot be read";
        }
    }
}
