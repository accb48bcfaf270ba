using System.Globalization;
using LockActors.Monitoring;
using Microsoft.AspNetCore.Http;

namespace LockActors.Server.Api;

/// <summary>Reads what stands behind the question mark.</summary>
internal static class Queries
{
    private static readonly Dictionary<string, LockState> States = new(StringComparer.Ordinal)
    {
        ["free"] = LockState.Free,
        ["held"] = LockState.Held,
        ["granting"] = LockState.Granting,
        ["heldOutside"] = LockState.HeldOutside,
        ["heldOverlong"] = LockState.HeldOverlong,
        ["paused"] = LockState.Paused,
    };

    public static IReadOnlyList<string> StateNames { get; } = [.. States.Keys];

    public static LimitViolation? ReadList(IQueryCollection given, out LockQuery query)
    {
        query = new LockQuery();
        if (UnknownIn(given, "prefix", "limit", "after", "state", "holder", "heldLongerThanMs", "count") is { } unknown)
        {
            return unknown;
        }

        var violation = ReadNumber(given, "limit", query.Limit, 1, LockQuery.MaxLimit, out var limit);
        var heldViolation = ReadNumber(given, "heldLongerThanMs", 0, 0, int.MaxValue, out var held);
        violation ??= heldViolation ?? ReadState(given, out _);
        ReadState(given, out var state);
        var count = given["count"].ToString();
        violation ??= count is "" or "true" or "false" ? null : new("count", "count must be true or false.");
        query = new LockQuery
        {
            Prefix = given["prefix"].ToString(),
            After = given["after"].ToString(),
            Limit = limit,
            State = state,
            Holder = given["holder"].ToString(),
            HeldLongerThan = TimeSpan.FromMilliseconds(held),
            Count = count == "true",
        };
        return violation ?? query.Check();
    }

    public static LimitViolation? ReadEvents(IQueryCollection given, out EventFilter filter, out int tail)
    {
        filter = EventFilter.All;
        tail = 0;
        var violation = UnknownIn(given, "prefix", "key", "kinds", "after", "tail")
            ?? ReadNumber(given, "tail", 0, 0, EventHub.MaxTail, out tail);
        if (violation is not null)
        {
            return violation;
        }

        var kinds = new HashSet<LockEventKind>();
        foreach (var name in given["kinds"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (LockEventKindConverter.Find(name) is not { } kind)
            {
                return new("kinds", $"'{Cut(name)}' is no kind of event; kinds are joined by commas.");
            }

            kinds.Add(kind);
        }

        var (prefix, key) = (given["prefix"].ToString(), given["key"].ToString());
        if (Math.Max(prefix.Length, key.Length) > LockKey.MaxLength)
        {
            return new(key.Length > prefix.Length ? "key" : "prefix", $"the limit is {LockKey.MaxLength} characters.");
        }

        filter = new EventFilter(prefix, key, kinds);
        return null;
    }

    public static LimitViolation? UnknownIn(IQueryCollection given, params ReadOnlySpan<string> known)
    {
        foreach (var (name, values) in given)
        {
            if (!known.Contains(name))
            {
                return new(name, $"{name} is not a parameter of this request.");
            }

            if (values.Count > 1)
            {
                return new(name, $"{name} stands in the request more than once.");
            }
        }

        return null;
    }

    private static LimitViolation? ReadNumber(
        IQueryCollection given, string name, int fallback, int lowest, int highest, out int number)
    {
        number = fallback;
        return !given.TryGetValue(name, out var text)
            || (int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out number)
                && number >= lowest && number <= highest)
            ? null
            : new(name, $"{name} must be a whole number of {lowest} to {highest}.");
    }

    private static LimitViolation? ReadState(IQueryCollection given, out LockState? state)
    {
        state = null;
        var name = given["state"].ToString();
        if (name == "")
        {
            return null;
        }

        if (!States.TryGetValue(name, out var found))
        {
            return new("state", $"state must be one of {string.Join(", ", States.Keys)}.");
        }

        state = found;
        return null;
    }

    private static string Cut(string text) => text.Length > 40 ? text[..40] : text;
}
