using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace LockActors.Server.Hosting;

/// <summary>What makes one executable that hosts a lock server different from another.</summary>
/// <param name="Name">What kind of server it is, for the lines it writes; for example <c>silo</c>.</param>
/// <param name="Compose">Adds the <see cref="ILockService"/> and what belongs to it. May throw
/// <see cref="LockHostException"/>.</param>
public sealed record LockHostRecipe(string Name, Action<WebApplicationBuilder, LockHostSettings> Compose)
{
    /// <summary>Flags beside those that every server has. Default: none.</summary>
    public IReadOnlyList<HostFlag> Flags { get; init; } = [];

    /// <summary>Reads settings beside those that every server has, before <see cref="Compose"/>. Default:
    /// none.</summary>
    public Action<SettingsReader, LockHostSettings>? ReadMore { get; init; }

    /// <summary>Maps pages beside those that every server has; they are for whoever may read everything. Default:
    /// none.</summary>
    public Action<IEndpointRouteBuilder>? MapMore { get; init; }

    /// <summary>Whether the server is composed and started once more after this failure of a start; at most ten times.
    /// Default: never.</summary>
    public Func<Exception, bool>? StartsAgain { get; init; }

    /// <summary>Says in a sentence, and by an exit code, why the server did not start, where the exception alone would
    /// not tell what to do. Default: never.</summary>
    public Func<Exception, LockHostException?>? Explain { get; init; }
}
