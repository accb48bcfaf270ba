namespace LockActors.House;

public sealed class SourceRulesTests
{
    [Fact]
    public void Sources_KeepTheRules() => Report.None(SourceRules.Check(Repository.SourceFiles));

    [Theory]
    [InlineData("#pragma warning disable CS1591", "a warning is suppressed")]
    [InlineData("[SuppressMessage(\"a\", \"b\")] class A;", "a warning is suppressed")]
    [InlineData("#nullable disable", "nullable is switched")]
    [InlineData("class A { void M() => T().GetAwaiter().GetResult(); }", "blocks a thread on a task")]
    [InlineData("class A { Task M() => Task.Delay(D, TimeProvider.System); }", "sleeps")]
    [InlineData("class A { async void M() { } }", "src/Actors/A.cs: 'async void M' loses its exceptions")]
    [InlineData("class A { void M() { async void N() { } } }", "'async void N' loses its exceptions")]
    public void Check_OfABrokenRule_NamesIt(string text, string expected) =>
        Report.Some(SourceRules.Check([new SourceFile("src/Actors/A.cs", text)]), expected);

    [Theory]
    [InlineData("class A { async ValueTask M() { } }", "'async' in the engine")]
    [InlineData("class A { void M() { await foreach (var a in B) { } } }", "'await' in the engine")]
    public void Check_OfWaitingInTheEngine_NamesIt(string text, string expected) =>
        Report.Some(SourceRules.Check([new SourceFile("src/Engine/A.cs", text)]), expected);
}
