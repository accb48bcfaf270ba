using System.Collections.Concurrent;

namespace LockActors.Bench.Kills;

/// <summary>What is counted in a run.</summary>
internal sealed class Tally
{
    public const string Killed = "connections killed";
    public const string Acquires = "acquires";
    public const string Grants = "grants";
    public const string Handoffs = "hand-offs";
    public const string Renewals = "renewals";
    public const string GrantsChecked = "grants checked";
    public const string RenewalsChecked = "renewals checked";
    public const string CheckedTooLate = "checks that came after the end of the validity";
    public const string ShortOfMajority = "short of a majority, but no outsider got in";
    public const string Unreached = "calls without an answer";

    private const int Shown = 5;

    private readonly ConcurrentDictionary<string, long> _counts = new();
    private readonly ConcurrentQueue<string> _violations = new();

    public long this[string what] => _counts.GetValueOrDefault(what);

    public int Violations => _violations.Count;

    public void Add(string what, int count = 1) =>
        _counts.AddOrUpdate(what, count, (_, before) => before + count);

    public void AddViolation(string detail) => _violations.Enqueue(detail);

    public string Progress(TimeSpan elapsed) =>
        $"{elapsed.TotalSeconds,4:0} s: {this[Killed]} killed, {this[Acquires]} acquires, {this[Grants]} grants, "
        + $"{this[GrantsChecked]} checked, {Violations} violations";

    public void Print()
    {
        string[] first =
        [
            Killed, Acquires, Grants, Handoffs, Renewals, GrantsChecked, RenewalsChecked, CheckedTooLate,
            ShortOfMajority, Unreached,
        ];
        foreach (var what in first.Concat(_counts.Keys.Except(first).Order(StringComparer.Ordinal)))
        {
            Console.WriteLine($"{what}: {this[what]}");
        }

        Console.WriteLine($"violations: {Violations}");
        foreach (var violation in _violations.Take(Shown))
        {
            Console.WriteLine($"  {violation}");
        }
    }
}
