using System.Globalization;
using StackExchange.Redis;

namespace LockActors.Redis;

/// <summary>Says what is wrong with a connection string of StackExchange.Redis without any of its text: any part of it
/// may be a piece of a password.</summary>
internal static class ConnectionStrings
{
    private const int MostTypos = 2;

    /// <summary>The options that a wrong one is compared with.</summary>
    private static readonly string[] Options =
    [
        "abortConnect", "allowAdmin", "asyncTimeout", "channelPrefix", "checkCertificateRevocation", "configChannel",
        "connectRetry", "connectTimeout", "defaultDatabase", "keepAlive", "name", "password", "protocol", "resolveDns",
        "ssl", "sslHost", "sslProtocols", "syncTimeout", "tiebreaker", "user",
    ];

    /// <summary>What is wrong, as the end of a sentence; null when StackExchange.Redis understands it.</summary>
    public static string? ProblemOf(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var addresses = parts.TakeWhile(static part => !part.Contains('=')).Count();
        if (addresses == 0 || parts[0].Length == 0 || !parts.Take(addresses).All(IsAddress))
        {
            return "must begin with HOST:PORT; options may follow after a comma";
        }

        for (var at = addresses; at < parts.Length; at++)
        {
            if (ProblemOfOption(parts[at], at - addresses + 1) is { } problem)
            {
                var mayBePassword = parts[addresses..at].Any(
                    static part => part.StartsWith("password=", StringComparison.OrdinalIgnoreCase));
                return mayBePassword ? $"{problem}; a password cannot contain a comma here" : problem;
            }
        }

        return Parses(text) ? null : "is no connection string of StackExchange.Redis";
    }

    /// <summary>Splits a list of connection strings: an option belongs to the address before it.</summary>
    public static IEnumerable<string> Split(string list)
    {
        var one = new List<string>();
        foreach (var part in list.Split(',', StringSplitOptions.TrimEntries))
        {
            if (one.Count > 0 && !part.Contains('='))
            {
                yield return string.Join(',', one);
                one.Clear();
            }

            one.Add(part);
        }

        yield return string.Join(',', one);
    }

    /// <summary>Whether a text is <c>HOST:PORT</c>.</summary>
    public static bool IsHostAndPort(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && IsAddress(text)
            && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port > 0;
    }

    /// <summary>StackExchange.Redis reads a URL as a host name, which logs show; it may hold a password.</summary>
    private static bool IsAddress(string text) =>
        !text.Contains('@') && !text.Contains("//", StringComparison.Ordinal);

    private static string? ProblemOfOption(string part, int number)
    {
        if (part.Length == 0 || IsHostAndPort(part) || Parses($"host:1,{part}") && part.Contains('='))
        {
            return null;
        }

        var name = part.Split('=', 2)[0].TrimEnd();
        var place = $"option {number} after HOST:PORT";
        return Options.FirstOrDefault(option => Typos(option, name) == 0) is { } known
            ? $"has a value of {known} that StackExchange.Redis does not understand ({place})"
            : Options.MinBy(option => Typos(option, name)) is { } meant && Typos(meant, name) <= MostTypos
                ? $"has an option that StackExchange.Redis does not know ({place}: is {meant} meant?)"
                : $"has an option that StackExchange.Redis does not know ({place})";
    }

    private static bool Parses(string text)
    {
        try
        {
            ConfigurationOptions.Parse(text);
            return true;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or OverflowException)
        {
            return false;
        }
    }

    /// <summary>In any case; an option that is much longer or shorter is not looked at.</summary>
    private static int Typos(string option, string name) => Math.Abs(option.Length - name.Length) > MostTypos
        ? int.MaxValue
        : Spelling.Distance(option.ToUpperInvariant(), name.ToUpperInvariant());
}
