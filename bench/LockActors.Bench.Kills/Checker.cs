namespace LockActors.Bench.Kills;

/// <summary>Asks every Redis directly whether it holds what the lock server said is held.</summary>
internal sealed class Checker(IReadOnlyList<RedisLink> masters, Tally tally)
{
    private const string Prefix = "lock:";
    private static readonly TimeSpan SecondLook = TimeSpan.FromMilliseconds(250);

    private int Majority => (masters.Count / 2) + 1;

    /// <summary>Checks a lease that is valid until then.</summary>
    /// <param name="key">The lock.</param>
    /// <param name="lease">The lease that was granted.</param>
    /// <param name="sent">The monotonic time before the request was sent.</param>
    /// <param name="validMs">How long it is valid from then on.</param>
    /// <param name="what">Which answer is checked, such as a grant.</param>
    /// <param name="counter">What counts the checks.</param>
    public async Task CheckAsync(string key, string lease, TimeSpan sent, long validMs, string what, string counter)
    {
        var answered = TimeProvider.System.Monotonic();
        var verdict = await JudgeAsync(key, lease);
        var looked = TimeProvider.System.Monotonic();
        if (looked >= sent + TimeSpan.FromMilliseconds(validMs))
        {
            tally.Add(Tally.CheckedTooLate);
            return;
        }

        tally.Add(counter);
        if (verdict.IsShort && !verdict.IsViolation)
        {
            tally.Add(Tally.ShortOfMajority);
        }

        if (verdict.IsViolation)
        {
            await Task.Delay(SecondLook);
            tally.AddViolation(
                $"{what} of {key}, lease {lease}, validMs {validMs}, answered after "
                + $"{(answered - sent).TotalMilliseconds:0} ms, looked at {(looked - answered).TotalMilliseconds:0} ms "
                + $"after that: Redis had {verdict.Found}; SET NX won on {verdict.Won} of {masters.Count}; "
                + $"{SecondLook.TotalMilliseconds:0} ms later Redis had {await DescribeAsync(key)}");
        }
    }

    /// <summary>A check that cannot fail is worthless: it must see a lease that is not there, and see one that
    /// is.</summary>
    public async Task ProveAsync()
    {
        var absent = await JudgeAsync("kills-proof", "lease");
        await Task.WhenAll(masters.Select(master => master.SetAsync(Prefix + "kills-proof", "lease")));
        var present = await JudgeAsync("kills-proof", "lease");
        var foreign = await JudgeAsync("kills-proof", "another");
        if (!absent.IsViolation || present.IsShort || present.IsViolation || !foreign.IsViolation)
        {
            throw new InvalidOperationException($"The check is wrong: {absent}, {present}, {foreign}.");
        }
    }

    private async Task<Verdict> JudgeAsync(string key, string lease)
    {
        var found = Task.WhenAll(masters.Select(master => master.GetAsync(Prefix + key)));

        // On one Redis the outsider always tries. Its key lasts for a millisecond, in which a Redlock vote that comes
        // late would fail, so that with several it tries only where a majority is missing.
        var tries = masters.Count == 1 ? TryAllAsync(key) : null;
        var values = await found;
        var holders = values.Count(value => value == lease);
        var isShort = holders < Majority;
        var won = tries is not null ? await tries : isShort ? await TryAllAsync(key) : 0;
        var isForeign = values.Count(value => value is not null && value != lease) >= Majority;
        var isViolation = won >= Majority || (isShort && (isForeign || masters.Count == 1));
        return new Verdict(isShort, isViolation, won, Join(values));
    }

    private async Task<int> TryAllAsync(string key) =>
        (await Task.WhenAll(masters.Select(master => master.TryLockAsync(Prefix + key)))).Count(static won => won);

    private async Task<string> DescribeAsync(string key)
    {
        var values = await Task.WhenAll(masters.Select(master => master.GetAsync(Prefix + key)));
        var left = await Task.WhenAll(masters.Select(master => master.LeftAsync(Prefix + key)));
        // The script that places a lease writes the fence too, and nothing removes that: without one, it never ran.
        var fences = await Task.WhenAll(masters.Select(master => master.GetAsync($"{{{Prefix}{key}}}:fence")));
        return $"{Join(values)} (PTTL {string.Join(", ", left)}; fences: {Join(fences)})";
    }

    private static string Join(IEnumerable<string?> values) =>
        string.Join(", ", values.Select(static value => value ?? "no such key"));

    private sealed record Verdict(bool IsShort, bool IsViolation, int Won, string Found);
}
