namespace LockActors.House;

public sealed class EventIdsTests
{
    [Fact]
    public void Events_HaveNumbersOfTheirOwn() => Report.None(EventIds.Check(Repository.SourceFiles));

    [Theory]
    [InlineData("Redis", "EventId = 1999", "src/Redis/Log.cs:1 uses event 1999, outside 2000 to 2999")]
    [InlineData("Redis", "Level = LogLevel.Debug", "src/Redis/Log.cs:1 has no literal EventId")]
    [InlineData("Engine", "EventId = 1", "src/Engine/Log.cs:1 logs, but Engine has no range")]
    public void Check_OfAWrongEvent_NamesIt(string project, string arguments, string expected) =>
        Report.Some(EventIds.Check([Log(project, arguments)]), expected);

    [Fact]
    public void Check_OfANumberUsedTwice_NamesBothPlaces() =>
        Report.Some(
            EventIds.Check([Log("Redis", "2001, LogLevel.Debug, \"a\""), Log("Redis", "EventId = 2001")]),
            "event 2001 is used at src/Redis/Log.cs:1, src/Redis/Log.cs:1");

    private static SourceFile Log(string project, string arguments) =>
        new($"src/{project}/Log.cs", $"partial class Log {{ [LoggerMessage({arguments})] partial void M(); }}");
}
