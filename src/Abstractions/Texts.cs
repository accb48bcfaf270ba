using System.Globalization;
using System.Text;

namespace LockActors;

/// <summary>The one rule for texts that name things: bounded, well-formed, and read as they are. Characters that are
/// not seen could make one name look like another, or turn around what stands beside it.</summary>
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

        var isBlank = true;
        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsAscii(value[i]) && !char.IsControl(value[i]))
            {
                isBlank &= value[i] == ' ';
                continue;
            }

            if (!Rune.TryGetRuneAt(value, i, out var letter))
            {
                return $"{field} must be well-formed Unicode; there is a lone surrogate at position {i}.";
            }

            if (Rune.IsControl(letter))
            {
                return $"{field} must not contain control characters; there is one at position {i}.";
            }

            if (IsInvisible(letter))
            {
                return $"{field} must not contain invisible characters; U+{letter.Value:X4} is one, at position {i}.";
            }

            isBlank &= Rune.IsWhiteSpace(letter);
            i += letter.Utf16SequenceLength - 1;
        }

        return isBlank ? $"{field} must not be white space alone." : null;
    }

    /// <summary>Format characters (marks of direction, joiners, the byte order mark, tags), separators of lines and
    /// paragraphs, code points without a meaning of their own (private, not assigned), variation selectors, and the
    /// letters that Unicode has for no ink at all. Source: the categories Cf, Zl, Zp, Co and Cn of the Unicode
    /// Character Database, and its Default_Ignorable_Code_Points.</summary>
    private static bool IsInvisible(Rune letter) =>
        Rune.GetUnicodeCategory(letter) is UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        || letter.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2800
            or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0 or (>= 0xE0100 and <= 0xE01EF);
}
