namespace LockActors.House;

public sealed class SolutionsTests
{
    private static readonly ProjectFile[] Projects =
    [
        new("A", "src", [], []) { Path = "src/A/A.csproj" },
        new("B", "src", [], []) { Path = "src/B/B.csproj" },
    ];

    [Fact]
    public void Solution_HoldsEveryProject() =>
        Report.None(Solutions.Check(Repository.ReadText("LockActors.sln"), ProjectFile.All));

    [Theory]
    [InlineData(@"src\A\A.csproj", "lacks src/B/B.csproj")]
    [InlineData(@"src\C\C.csproj", "must not hold src/C/C.csproj")]
    public void Check_OfAWrongSolution_NamesTheProject(string listed, string expected) =>
        Report.Some(Solutions.Check($$"""Project("{0}") = "X", "{{listed}}", "{1}" """, Projects), expected);
}
