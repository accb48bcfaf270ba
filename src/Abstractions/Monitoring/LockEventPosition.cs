using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LockActors.Monitoring;

/// <summary>A place in the stream of events: for each process of the service the number of the last event that was
/// seen.</summary>
/// <remarks>As a text it is <c>process=number</c>, joined by semicolons: the <c>id</c> of server-sent events.</remarks>
public sealed record LockEventPosition
{
    /// <summary>The longest text that is read: 8,192 characters.</summary>
    public const int MaxLength = 8192;

    private LockEventPosition(ImmutableSortedDictionary<string, long> sources) => Sources = sources;

    /// <summary>Before everything that is still kept.</summary>
    public static LockEventPosition Start { get; } =
        new(ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal));

    /// <summary>The numbers by process.</summary>
    public ImmutableSortedDictionary<string, long> Sources { get; }

    /// <summary>The number for a process; 0 for one that is not known.</summary>
    /// <param name="source">The process.</param>
    public long Of(string source) => Sources.GetValueOrDefault(source);

    /// <summary>The position with another number for a process.</summary>
    /// <param name="source">The process; without semicolons, equals signs and control characters.</param>
    /// <param name="sequence">The number.</param>
    public LockEventPosition With(string source, long sequence) => new(Sources.SetItem(source, sequence));

    /// <summary>The position without the processes that are gone.</summary>
    /// <param name="sources">The processes that are left.</param>
    public LockEventPosition Only(IReadOnlySet<string> sources) =>
        new(Sources.RemoveRange(Sources.Keys.Where(source => !sources.Contains(source))));

    /// <summary>Reads a position.</summary>
    /// <param name="text">The text.</param>
    /// <param name="position">The position, when the answer is true.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out LockEventPosition? position)
    {
        position = null;
        if (text is null || text.Length > MaxLength)
        {
            return false;
        }

        var sources = Start.Sources.ToBuilder();
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.LastIndexOf('=');
            if (at <= 0 || !long.TryParse(
                part.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            {
                return false;
            }

            sources[part[..at]] = sequence;
        }

        position = new LockEventPosition(sources.ToImmutable());
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(
        ';', Sources.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key}={entry.Value}")));
}
