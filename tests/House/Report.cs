namespace LockActors.House;

/// <summary>Asserts on lists of violations, with each one in the message.</summary>
internal static class Report
{
    public static void None(IEnumerable<string> violations, string advice = "")
    {
        var found = violations.ToList();
        Assert.True(found.Count == 0, $"{found.Count} violations:\n{string.Join('\n', found)}\n{advice}");
    }

    /// <summary>For samples that must fail: exactly one violation, and it says <paramref name="expected"/>.</summary>
    public static void Some(IEnumerable<string> violations, string expected) =>
        Assert.Contains(expected, Assert.Single(violations), StringComparison.Ordinal);
}
