namespace LockActors.Engine.Tests.Histories;

/// <summary>One thing that can happen next.</summary>
internal readonly record struct Step(StepKind Kind, int Party = -1)
{
    public override string ToString() => Party < 0 ? $"{Kind}" : $"{Kind}({Party})";
}
