namespace LockActors.House;

public sealed class WordingTests
{
    [Fact]
    public void PublicTexts_UseTheWordsOfTheGlossary() => Report.None(Repository.Files.Where(Wording.IsPublic)
        .SelectMany(path => Wording.Check(path, Repository.ReadText(path))));

    [Theory]
    [InlineData("first line\nNobody waits.", "a.md:2 says 'Nobody'")]
    [InlineData("It is somebody's lock.", "says 'somebody's'")]
    [InlineData("a holder stops believing", "says 'stops believing'")]
    [InlineData("Those that wait are told.", "says 'Those that'")]
    [InlineData("This is taken for no answer.", "says 'taken for'")]
    [InlineData("Renew_WhenNobodyAnswers_Throws", "says 'NobodyAnswers_Throws'")]
    public void Check_OfAWordToAvoid_NamesItsLine(string text, string expected) =>
        Report.Some(Wording.Check("a.md", text), expected);

    [Theory]
    [InlineData("The holder renews; other clients wait. A holder's validity ends.")]
    public void Check_OfPlainWords_Passes(string text) => Report.None(Wording.Check("a.md", text));

    [Theory]
    [InlineData("README.md", true)]
    [InlineData("src/Client/LockClient.cs", true)]
    [InlineData("docs/adr/0001-one-machine-two-hosts.md", false)]
    [InlineData("tests/Engine.Tests/RenewTests.cs", true)]
    [InlineData("tests/House/Wording.cs", false)]
    public void IsPublic_KnowsWhatPeopleRead(string path, bool expected) =>
        Assert.Equal(expected, Wording.IsPublic(path));
}
