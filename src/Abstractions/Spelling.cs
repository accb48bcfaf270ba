namespace LockActors;

/// <summary>How far a misspelt name is from the one that was meant.</summary>
internal static class Spelling
{
    /// <summary>How many letters must be added, left out, replaced or swapped with the next one. Source: the optimal
    /// string alignment distance, after F. Damerau (1964).</summary>
    public static int Distance(string from, string to)
    {
        var costs = new int[from.Length + 1, to.Length + 1];
        for (var row = 0; row <= from.Length; row++)
        {
            for (var column = 0; column <= to.Length; column++)
            {
                costs[row, column] = (row, column) switch
                {
                    (0, _) => column,
                    (_, 0) => row,
                    _ => Math.Min(
                        Math.Min(costs[row - 1, column], costs[row, column - 1]) + 1,
                        costs[row - 1, column - 1] + (from[row - 1] == to[column - 1] ? 0 : 1)),
                };
                if (row > 1 && column > 1 && from[row - 1] == to[column - 2] && from[row - 2] == to[column - 1])
                {
                    costs[row, column] = Math.Min(costs[row, column], costs[row - 2, column - 2] + 1);
                }
            }
        }

        return costs[from.Length, to.Length];
    }
}
