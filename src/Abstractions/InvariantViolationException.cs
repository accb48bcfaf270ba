namespace LockActors;

/// <summary>The program is wrong: a statement that must always hold did not. Not for bad input or failing
/// networks.</summary>
/// <param name="statement">The statement that did not hold.</param>
public sealed class InvariantViolationException(string statement)
    : InvalidOperationException($"Invariant violated: {statement}");
