namespace LockActors.House;

public sealed class TextsTests
{
    [Fact]
    public void Root_IsTidy() => Report.None(Texts.CheckRoot(Repository.Files));

    [Fact]
    public void PackageSources_AreLeftToTheMachine() => Report.None(Texts.CheckPackageSources(Repository.Files));

    [Fact]
    public void TrackedFiles_NameNoMachineRegistryOrLeftover() =>
        Report.None(Repository.Files.SelectMany(path => Texts.CheckText(path, Repository.ReadText(path))));

    [Fact]
    public void CheckRoot_OfAStrayFile_NamesIt() =>
        Report.Some(Texts.CheckRoot(["src/A.cs", "PLAN.md"]), "PLAN.md does not belong");

    [Fact]
    public void CheckPackageSources_OfAConfiguration_NamesIt() =>
        Report.Some(Texts.CheckPackageSources(["src/NuGet.Config", "src/a.config"]), "src/NuGet.Config: ");

    [Theory]
    [InlineData("cd {0}/project", "/" + "home", "a.md:2 holds a path of one machine: /" + "home/project")]
    [InlineData("PATH=\"{0}/bin\"", "/" + "opt", "holds a path of one machine: /" + "opt/bin")]
    [InlineData("https://api.{0}/v3", "nuget" + ".org", "holds a registry host")]
    [InlineData("// {0}: later", "TO" + "DO", "holds a leftover marker")]
    public void CheckText_OfAForbiddenWord_NamesIt(string format, string word, string expected)
    {
        var text = "first line\n" + format.Replace("{0}", word, StringComparison.Ordinal);

        Report.Some(Texts.CheckText("a.md", text), expected);
    }

    [Theory]
    [InlineData("$root/work/x and ../opt/y and http://host/home/page")]
    [InlineData("a hacker's todo list, the NuGet gallery")]
    public void CheckText_OfAllowedWords_Passes(string text) => Report.None(Texts.CheckText("a.md", text));
}
