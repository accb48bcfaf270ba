using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;

namespace LockActors.Silo.Settings;

/// <summary>Turns what a check throws into a line about a setting.</summary>
internal static class Checks
{
    /// <summary>Runs a check that throws <see cref="ArgumentException"/> with a sentence that begins with the name of a
    /// setting. Null when it passes.</summary>
    /// <param name="section">The section of that setting.</param>
    /// <param name="check">The check.</param>
    public static ValidationResult? Range(string section, Action check)
    {
        try
        {
            check();
            return null;
        }
        catch (ArgumentException error)
        {
            // Without the parameter's name that .NET adds in brackets, and the second line of some.
            var sentence = error.Message.Split(" (Parameter ", 2)[0].Split('\n', 2)[0].TrimEnd().TrimEnd('.');
            var words = sentence.Split(' ', 2);
            return new(words[^1], [$"{section}:{words[0]}"]);
        }
    }

    /// <summary>Opens a file, folder or certificate. Null when that works.</summary>
    /// <param name="member">The setting that names it.</param>
    /// <param name="value">Its value.</param>
    /// <param name="limit">What it must be.</param>
    /// <param name="open">Opens it.</param>
    public static ValidationResult? Opens(string member, string value, string limit, Action open)
    {
        try
        {
            open();
            return null;
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException
            or ArgumentException)
        {
            return new($"is '{value}'; it must be {limit}", [member]);
        }
    }
}
