namespace LockActors.Engine.Tests.Histories;

/// <summary>One thing that can happen next.</summary>
internal readonly record struct Step(StepKind Kind, int Owner = -1)
{
    public override string ToString() => Owner < 0 ? $"{Kind}" : $"{Kind}({Owner})";
}
