using LockActors.Monitoring;
using LockActors.Server.Security;
using LockActors.Wire;

namespace LockActors.Server.Api;

/// <summary>Which events a stream shows.</summary>
internal sealed record EventFilter(string Prefix, string Key, HashSet<LockEventKind> Kinds)
{
    public static EventFilter All { get; } = new("", "", []);

    /// <summary>Who reads: nothing that its key does not cover is shown.</summary>
    public ApiKeyEntry Reader { get; init; } = KeyIdentity.Anyone;

    public bool Matches(LockEvent found) =>
        (Kinds.Count == 0 || Kinds.Contains(found.Kind))
        && (Key.Length == 0 || found.Key == Key)
        && found.Key.StartsWith(Prefix, StringComparison.Ordinal)
        && Reader.CoversText(found.Key);
}
