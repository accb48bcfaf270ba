namespace LockActors.House;

/// <summary>A fact that needs a program on PATH; it counts as skipped where there is none.</summary>
internal sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(string program) =>
        Skip = Programs.IsOnPath(program) ? null : $"{program} is not on PATH";
}
