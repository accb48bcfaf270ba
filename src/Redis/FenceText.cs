using System.Globalization;
using LockActors.Engine;

namespace LockActors.Redis;

/// <summary>What stands in a fence key: <c>LAST|FIRST|LEASE|REQUEST|SCOPE|HOLDER</c>, with a plus sign behind the
/// request when the re-entrancy scope has held the lease more than once, and nothing for no scope. The holder's name
/// comes last because it may contain anything. Builds before this form wrote no SCOPE and its bar.</summary>
internal static class FenceText
{
    private const int Parts = 6;
    private const int PartsWithoutScope = 5;
    private const char Reentered = '+';

    public static string Of(in StoreEffect effect) => string.Create(
        CultureInfo.InvariantCulture,
        $"{LastToken(effect)}|{effect.Token.Value}|{effect.Lease.Reveal()}|"
        + $"{effect.Request.Value:N}{(effect.IsReentered ? $"{Reentered}" : "")}|"
        + $"{(effect.ReentrancyScope.IsNone ? "" : effect.ReentrancyScope.Reveal())}|{effect.Holder}");

    public static long LastToken(in StoreEffect effect) => effect.Token.Value + effect.TokenBlock - 1;

    /// <summary>The highest token that a text names; none for a text that is not one of ours.</summary>
    public static FencingToken TokenOf(string text)
    {
        var end = text.IndexOf('|', StringComparison.Ordinal);
        return long.TryParse(
            end < 0 ? text : text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var token)
            && token <= FencingToken.Highest
            ? new FencingToken(token)
            : default;
    }

    /// <summary>The lease that a text describes, if that is the one which holds the lock.</summary>
    public static RestoredLease? LeaseOf(string text, string held, TimeSpan left)
    {
        var parts = text.Split('|', Parts);
        if (parts.Length < PartsWithoutScope || parts[2] != held
            || !LeaseId.TryParse(held, out var lease)
            || !RequestId.TryParse(parts[3].TrimEnd(Reentered), out var request)
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            || last < first || first < 1 || last > FencingToken.Highest)
        {
            return null;
        }

        var hasScope = parts.Length == Parts;
        return new RestoredLease
        {
            Lease = lease,
            Token = new FencingToken(first),
            TokenBlock = (int)Math.Min(last - first + 1, int.MaxValue),
            Holder = HolderName.TryParse(parts[^1], out var holder, out _) ? holder : default,
            ReentrancyScope = hasScope && ReentrancyScope.TryParse(parts[4], out var scope) ? scope : default,
            Request = request,
            IsReentered = parts[3].EndsWith(Reentered),
            Left = left,
        };
    }
}
