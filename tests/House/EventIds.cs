using System.Globalization;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LockActors.House;

/// <summary>docs/CONTRIBUTING.md, rule 6: every log event has a number of its own, from its project's range.</summary>
internal static class EventIds
{
    private const int RangeSize = 1000;

    private static readonly Dictionary<string, int> RangeStarts = new()
    {
        ["Grains"] = 1000,
        ["Redis"] = 2000,
        ["Client"] = 3000,
        ["Client.Http"] = 3000,
        ["Silo"] = 4000,
        ["Actors"] = 5000,
        ["Server"] = 6000,
        ["Client.Orleans"] = 7000,
        ["Cli"] = 9000,
    };

    public static IEnumerable<string> Check(IEnumerable<SourceFile> files)
    {
        var events = files.Where(file => file.IsUnder("src")).SelectMany(Find).ToList();
        var doubles = events.Where(found => found.Id is not null).GroupBy(found => found.Id)
            .Where(group => group.Count() > 1)
            .Select(group => $"event {group.Key} is used at {string.Join(", ", group.Select(found => found.Place))}");
        return events.Select(CheckOne).OfType<string>().Concat(doubles);
    }

    private static string? CheckOne(LogEvent found)
    {
        if (found.Id is not { } id)
        {
            return $"{found.Place} has no literal EventId";
        }

        if (!RangeStarts.TryGetValue(found.Project, out var start))
        {
            return $"{found.Place} logs, but {found.Project} has no range of event ids";
        }

        return id < start || id >= start + RangeSize
            ? $"{found.Place} uses event {id}, outside {start} to {start + RangeSize - 1}"
            : null;
    }

    private static IEnumerable<LogEvent> Find(SourceFile file) =>
        file.Syntax.DescendantNodes().OfType<AttributeSyntax>()
            .Where(attribute => attribute.Name.ToString() is "LoggerMessage" or "LoggerMessageAttribute")
            .Select(attribute => new LogEvent(
                IdOf(attribute), file.Path.Split('/')[1], $"{file.Path}:{SourceFile.LineOf(attribute)}"));

    private static int? IdOf(AttributeSyntax attribute)
    {
        var arguments = attribute.ArgumentList?.Arguments.ToList() ?? [];
        var named = arguments.FirstOrDefault(IsEventId);
        var argument = named ?? arguments.FirstOrDefault(first => first is { NameEquals: null, NameColon: null });
        return int.TryParse(argument?.Expression.ToString(), CultureInfo.InvariantCulture, out var id) ? id : null;
    }

    private static bool IsEventId(AttributeArgumentSyntax argument) =>
        argument.NameEquals?.Name.Identifier.Text == "EventId" || argument.NameColon?.Name.Identifier.Text == "eventId";

    private sealed record LogEvent(int? Id, string Project, string Place);
}
