namespace LockActors.Wire;

/// <summary>The answer to <c>GET /v1/session</c>: who is calling.</summary>
public sealed record SessionAnswer
{
    /// <summary>The name of the API key; <c>anyone</c> on a server that has none.</summary>
    public required string Name { get; init; }

    /// <summary><c>read</c>, <c>lock</c> or <c>admin</c>.</summary>
    public required string Role { get; init; }

    /// <summary>What the keys of locks must begin with to be seen; empty for all.</summary>
    public IReadOnlyList<string> Prefixes { get; init; } = [];

    /// <summary>Whether this is a session of a browser, which <c>POST /logout</c> ends.</summary>
    public bool CanLogOut { get; init; }
}
