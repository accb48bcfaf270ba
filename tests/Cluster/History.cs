using System.Collections.Concurrent;
using System.Text.Json;

namespace LockActors.Cluster;

/// <summary>All that happened: every call with its start, end and answer, and every fault, whether it was done to the
/// cluster or a silo ended unasked.</summary>
internal sealed class History(int seed, IReadOnlyList<SiloProcess> silos)
{
    private static readonly JsonSerializerOptions OneLine = new() { WriteIndented = false };

    private readonly ConcurrentQueue<Attempt> _attempts = new();
    private readonly ConcurrentQueue<Fault> _faults = new();

    public int Seed => seed;

    public IReadOnlyList<Attempt> Attempts => [.. _attempts];

    public IReadOnlyList<Fault> Faults => [.. _faults, .. silos.SelectMany(silo => silo.Outages)];

    public IEnumerable<Attempt> Granted => _attempts.Where(attempt => attempt.Outcome == LockOutcome.Granted);

    public static TimeSpan Now() => TimeProvider.System.Monotonic();

    public Attempt Begin(Attempt attempt)
    {
        _attempts.Enqueue(attempt);
        return attempt;
    }

    public void Add(Fault fault) => _faults.Enqueue(fault);

    /// <summary>Runs the checks; a failure names the seed and the file in which all of this stands.</summary>
    public void Check(params Action<History>[] checks)
    {
        try
        {
            foreach (var check in checks)
            {
                check(this);
            }
        }
        catch (Exception error)
        {
            Assert.Fail($"{error.Message}\nseed {seed}, history {Save()}");
        }
    }

    public string Save()
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "histories"));
        var path = Path.Combine(folder.FullName, $"{seed}.jsonl");
        File.WriteAllLines(path,
        [
            .. Faults.Select(fault => JsonSerializer.Serialize(fault, OneLine)),
            .. _attempts.OrderBy(attempt => attempt.Start)
                .Select(attempt => JsonSerializer.Serialize(attempt, OneLine)),
        ]);
        return path;
    }
}
