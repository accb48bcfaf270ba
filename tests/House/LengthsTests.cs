namespace LockActors.House;

public sealed class LengthsTests
{
    private const string Path = "src/A/A.cs";

    [Fact]
    public void Sources_KeepToTheLimits() =>
        Report.None(Lengths.Check(Repository.SourceFiles, Repository.ReadText("tests/House/LengthBaseline.txt")));

    [Fact]
    public void Check_OfALongFile_NamesIt() =>
        Report.Some(Lengths.Check([File(301)], ""), $"file {Path} is 301 long, at most 300");

    [Fact]
    public void Check_OfALongLine_NamesIt() =>
        Report.Some(
            Lengths.Check([new SourceFile(Path, "//\n// " + new string('x', 118))], ""),
            $"line {Path} is 121 long at line 2,");

    [Fact]
    public void Check_OfALongMethod_NamesIt() =>
        Report.Some(Lengths.Check([Method(71)], ""), $"method {Path} M is 71 long");

    [Fact]
    public void Check_AtTheLimits_Passes() =>
        Report.None(Lengths.Check([File(300), Method(70) with { Path = "src/A/B.cs" }], ""));

    [Theory]
    [InlineData(310)]
    public void Check_OfABaselineEntry_AllowsIt(int lines) =>
        Report.None(Lengths.Check([File(lines)], $"# why\nfile {Path} 310\n"));

    [Theory]
    [InlineData(311, "is 311 long, at most 310")]
    [InlineData(305, "shrank to 305: lower its baseline of 310")]
    [InlineData(300, "take it off the baseline")]
    public void Check_OfABaselineEntryThatMoved_NamesIt(int lines, string expected) =>
        Report.Some(Lengths.Check([File(lines)], $"file {Path} 310"), expected);

    private static SourceFile File(int lines) => new(Path, string.Concat(Enumerable.Repeat("//\n", lines)));

    private static SourceFile Method(int lines)
    {
        var body = string.Concat(Enumerable.Repeat("N();\n", lines - 3));
        return new SourceFile(Path, $$"""
            class A
            {
            void M()
            {
            {{body}}}
            }
            """);
    }
}
