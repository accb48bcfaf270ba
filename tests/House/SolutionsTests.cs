namespace LockActors.House;

public sealed class SolutionsTests
{
    private static readonly ProjectFile Portable =
        new("A", "src", UsesOrleans: false, [], []) { Path = "src/A/A.csproj" };

    private static readonly ProjectFile Orleans =
        new("B", "src", UsesOrleans: true, [], []) { Path = "src/B/B.csproj" };

    [Fact]
    public void Solution_HoldsEveryProject() =>
        Report.None(Solutions.CheckSolution(Repository.ReadText("LockActors.sln"), ProjectFile.All));

    [Fact]
    public void Filter_HoldsEveryProjectWithoutOrleans() =>
        Report.None(Solutions.CheckFilter(Repository.ReadText("LockActors.Portable.slnf"), ProjectFile.All));

    [Fact]
    public void CheckSolution_OfAForgottenProject_NamesIt() =>
        Report.Some(
            Solutions.CheckSolution("""Project("{0}") = "A", "src\A\A.csproj", "{1}" """, [Portable, Orleans]),
            "lacks src/B/B.csproj");

    [Theory]
    [InlineData("", "lacks src/A/A.csproj")]
    [InlineData("\"src/A/A.csproj\", \"src/B/B.csproj\"", "must not hold src/B/B.csproj")]
    public void CheckFilter_OfAWrongList_NamesTheProject(string listed, string expected) =>
        Report.Some(
            Solutions.CheckFilter($$"""{"solution": {"projects": [{{listed}}] } }""", [Portable, Orleans]), expected);
}
