using LockActors.Client.Http;

namespace LockActors.Cli;

/// <summary>The lock server that a command talks to.</summary>
internal static class Connection
{
    private static HttpLockService? _service;
    private static HttpFailure? _failure;

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

    /// <summary>Opens the service of a server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="wait">For how long the command waits for a lock. Default: it does not.</param>
    public static HttpLockService Open(string server, TimeSpan wait = default)
    {
        var log = new StderrLog<HttpLockService>(wait);
        Opened = server;
        return _service = new(new Uri(server), Options(), TimeProvider.System, log);
    }

    public static HttpLockOptions Options() => new() { ApiKey = Key };

    /// <summary>The server of this run; null until one is opened.</summary>
    public static string? Opened { get; private set; }

    /// <summary>What went wrong with the newest answer of the server; null when nothing did.</summary>
    public static HttpFailure? LastFailure => _failure ?? _service?.LastFailure;

    /// <summary>Notes what went wrong with a request that the service did not make.</summary>
    public static void Note(string server, HttpFailure failure) => (Opened, _failure) = (server, failure);

    /// <summary>What an error means, in one line.</summary>
    public static string Explain(LockException error)
    {
        var isUnknown = error is LockUnavailableException;
        return isUnknown || error is LockRejectedException { Violation.Field: "apiKey" }
            ? Explain(error, Opened, LastFailure?.Status, LastFailure?.Reason, Key is not null)
            : error.Message;
    }

    /// <summary>What a failure means to a caller with or without an API key.</summary>
    public static string Explain(LockException error, string? server, int? status, string? reason, bool hasKey)
    {
        const string Sources = $"{KeyVariable} or --key-file";
        var lockOf = error.Key.Value.Length == 0 ? "" : $" for '{error.Key}'";
        return status switch
        {
            401 when !hasKey => $"the API key is missing, set {Sources}: {server} gave {reason}",
            401 => $"the API key is wrong, see {Sources}: {server} gave {reason}",
            403 => $"the API key does not allow this: {server} gave {reason}",
            0 => $"{server} did not answer{lockOf}: {reason}",
            _ => error.Message,
        };
    }

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
