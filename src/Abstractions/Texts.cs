namespace LockActors;

/// <summary>The one rule for texts that name things: bounded, well-formed, printable.</summary>
internal static class Texts
{
    public static string? Explain(string field, string? value, int maxLength)
    {
        if (string.IsNullOrEmpty(value))
        {
            return $"{field} must not be empty; it takes 1 to {maxLength} characters.";
        }

        if (value.Length > maxLength)
        {
            return $"{field} has {value.Length} characters; the limit is {maxLength}.";
        }

        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsControl(value[i]))
            {
                return $"{field} must not contain control characters; there is one at position {i}.";
            }

            if (!char.IsSurrogate(value[i]))
            {
                continue;
            }

            if (i + 1 == value.Length || !char.IsSurrogatePair(value[i], value[i + 1]))
            {
                return $"{field} must be well-formed Unicode; there is a lone surrogate at position {i}.";
            }

            i++;
        }

        return null;
    }
}
