using System.Globalization;
using Orleans.Storage;

namespace LockActors.Grains.Tests;

/// <summary>A grain storage in this process that fails when it is told to.</summary>
internal sealed class RowStorage : IGrainStorage
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<(LeaseRow Row, int Version)>> _rows = [];
    private int _version;

    /// <summary>Versions are numbers that begin with 1 in every row, as in Orleans' own scripts for ADO.NET.</summary>
    public bool CountsVersions { get; init; }

    /// <summary>Two silos that insert at the same time both succeed, as with Orleans' own script for
    /// PostgreSQL.</summary>
    public bool InsertsTwice { get; init; }

    /// <summary>What a write does before, if anything.</summary>
    public Func<Task>? BeforeWrite { get; set; }

    /// <summary>What a write does after, if anything.</summary>
    public Func<Task>? AfterWrite { get; set; }

    public Func<Task>? BeforeRead { get; set; }

    public int Writes { get; private set; }

    public int Reads { get; private set; }

    /// <summary>The ids of the rows, as the storage sees them.</summary>
    public HashSet<GrainId> Ids { get; } = [];

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await (BeforeRead?.Invoke() ?? Task.CompletedTask);
        lock (_gate)
        {
            Reads++;
            var rows = _rows.GetValueOrDefault($"{stateName}/{grainId}") ?? [];
            if (rows.Count > 1)
            {
                throw new InvalidOperationException("Sequence contains more than one element");
            }

            grainState.RecordExists = rows.Count == 1;
            grainState.ETag = rows.Count == 1 ? Text(rows[0].Version) : null;
            grainState.State = rows.Count == 1 ? (T)(object)rows[0].Row.Copy() : Activator.CreateInstance<T>();
        }
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await (BeforeWrite?.Invoke() ?? Task.CompletedTask);
        lock (_gate)
        {
            Writes++;
            Ids.Add(grainId);
            var name = $"{stateName}/{grainId}";
            var rows = _rows.GetValueOrDefault(name) ?? (_rows[name] = []);
            var row = ((LeaseRow)(object)grainState.State!).Copy();
            if (grainState.ETag is null)
            {
                if (rows.Count > 0 && !(InsertsTwice && rows.All(static there => there.Version == 1)))
                {
                    throw new InconsistentStateException("There is a row.");
                }

                rows.Add((row, CountsVersions ? 1 : ++_version));
            }
            else
            {
                if (rows.Count == 0 || rows.Exists(there => Text(there.Version) != grainState.ETag))
                {
                    throw new InconsistentStateException("The row has another version.");
                }

                var next = CountsVersions ? rows[0].Version + 1 : ++_version;
                _rows[name] = [.. rows.Select(_ => (row, next))];
            }

            grainState.ETag = Text(_rows[name][^1].Version);
            grainState.RecordExists = true;
        }

        await (AfterWrite?.Invoke() ?? Task.CompletedTask);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new NotSupportedException("Leases are never cleared.");

    private string Text(int version) => CountsVersions
        ? version.ToString(CultureInfo.InvariantCulture)
        : $"v{version.ToString(CultureInfo.InvariantCulture)}";
}
