namespace LockActors.House;

public sealed class SolutionsTests
{
    private static readonly ProjectFile Project = new("A", "src", [], []) { Path = "src/A/A.csproj" };

    [Fact]
    public void Solution_HoldsEveryProject() =>
        Report.None(Solutions.Check(Repository.ReadText("LockActors.sln"), ProjectFile.All));

    [Theory]
    [InlineData("", "lacks src/A/A.csproj")]
    [InlineData("""
        Project("{0}") = "A", "src\A\A.csproj", "{1}"
        Project("{0}") = "B", "src\B\B.csproj", "{2}"
        """, "must not hold src/B/B.csproj")]
    public void Check_OfAWrongSolution_NamesTheProject(string solution, string expected) =>
        Report.Some(Solutions.Check(solution, [Project]), expected);
}
