using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LockActors.Wire;

namespace LockActors.Client.Http;

/// <summary>What came back for a request: an answer, or the reason why there is none.</summary>
/// <param name="Sent">The monotonic time before the request was sent.</param>
/// <param name="Status">The HTTP status; 0 when no answer came.</param>
/// <param name="Body">The body.</param>
/// <param name="Failure">Why no answer came, for people.</param>
internal readonly record struct HttpAnswer(TimeSpan Sent, int Status, byte[] Body, string? Failure = null)
{
    private const int BadRequest = 400;
    private const int Unauthorized = 401;
    private const int Forbidden = 403;
    private const int TooManyRequests = 429;
    private const int ServerErrors = 500;

    /// <summary>Whether the same request may fare better a little later.</summary>
    public bool IsPassing => Status is 0 or TooManyRequests or >= ServerErrors;

    /// <summary>Reads the body; null when it is not what a lock server answers.</summary>
    public T? Read<T>(JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return Body.Length == 0 ? null : JsonSerializer.Deserialize(Body, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The limit that the request breaks, if that is the answer.</summary>
    public LimitViolation? ReadViolation() =>
        Status is BadRequest or TooManyRequests
        && Read(WireJson.Default.WireProblem) is { Field: { } field } problem
        && (Status == BadRequest || field == LimitViolation.Waiters)
            ? new LimitViolation(field, problem.Detail ?? $"{field} is not valid.")
            : null;

    /// <summary>That the server does not let this client do it, if that is the answer.</summary>
    public LimitViolation? ReadRefusal() => Status is Unauthorized or Forbidden
        ? new LimitViolation("apiKey", $"The server does not let this client lock: {Explain()}.")
        : null;

    /// <summary>What is wrong with this answer, for people, without a stop at its end.</summary>
    public string Explain() => Failure?.TrimEnd('.') ?? $"HTTP {Status}{DetailOf(Read(WireJson.Default.WireProblem))}";

    private static string DetailOf(WireProblem? problem) =>
        problem?.Detail is { } detail ? $" ({detail.TrimEnd('.')})" : "";
}
