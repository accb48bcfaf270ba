namespace LockActors;

/// <summary>Options that have a range.</summary>
internal static class Ranges
{
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range; the message names both.</exception>
    public static void Require<T>(T value, T lowest, T highest, string name)
        where T : IComparable<T>
    {
        if (value.CompareTo(lowest) < 0 || value.CompareTo(highest) > 0)
        {
            throw new ArgumentOutOfRangeException(name, $"{name} is {value}; it must be {lowest} to {highest}.");
        }
    }
}
