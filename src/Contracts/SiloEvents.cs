namespace LockActors.Contracts;

/// <summary>Events of one silo on their way over the wire.</summary>
[GenerateSerializer, Immutable]
[Alias("LockActors.SiloEvents")]
public sealed record SiloEvents
{
    /// <summary>The events in order, as JSON: a list of <c>LockEvent</c>; empty for none.</summary>
    [Id(0)]
    public required byte[] Events { get; init; }

    /// <summary>The number to go on from.</summary>
    [Id(1)]
    public required long Last { get; init; }

    /// <summary>How many events are gone at least.</summary>
    [Id(2)]
    public long Missed { get; init; }

    /// <summary>Whether there are more already.</summary>
    [Id(3)]
    public bool HasMore { get; init; }
}
