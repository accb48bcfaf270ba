using System.Diagnostics.CodeAnalysis;

namespace LockActors.Contracts;

/// <summary>A lock grain's answer to an acquire.</summary>
[GenerateSerializer, Immutable]
[Alias("LockActors.AcquireResult")]
public sealed record AcquireResult
{
    /// <summary>What came of it.</summary>
    [Id(0)]
    public required LockOutcome Outcome { get; init; }

    /// <summary>The grant, when granted.</summary>
    [Id(1)]
    public GrantNotice? Grant { get; init; }

    /// <summary>The place in the queue, when queued or busy; 1 for the next.</summary>
    [Id(2)]
    public int Position { get; init; }

    /// <summary>How the request ended, when it had ended.</summary>
    [Id(3)]
    public EndReason Reason { get; init; }

    /// <summary>The field that breaks a limit, when rejected.</summary>
    [Id(4)]
    public string? Field { get; init; }

    /// <summary>What is wrong with the field, when rejected; why the outcome is not known, when
    /// unavailable, and why no client is granted the lock for now, when queued.</summary>
    [Id(5)]
    public string? Message { get; init; }

    /// <summary>Whether the lock is held; then <see cref="Grant"/> is there.</summary>
    [MemberNotNullWhen(true, nameof(Grant))]
    public bool IsGranted => Outcome == LockOutcome.Granted;
}
