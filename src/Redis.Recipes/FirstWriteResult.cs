namespace LockActors.Redis.Recipes;

/// <summary>What came of a <see cref="FirstWrite"/>.</summary>
/// <param name="WasFirst">Whether this writer's value is the one that stays.</param>
/// <param name="Value">The value that stays, which every writer should go on with.</param>
public readonly record struct FirstWriteResult(bool WasFirst, string Value);
