namespace LockActors.Redis.Recipes;

/// <summary>What came of a <see cref="FencedWrite"/> or a <see cref="TimestampedWrite"/>.</summary>
/// <param name="IsWritten">Whether the value is written; false when a later writer was there first.</param>
/// <param name="Order">The token or timestamp that is stored now.</param>
public readonly record struct OrderedWriteResult(bool IsWritten, long Order);
