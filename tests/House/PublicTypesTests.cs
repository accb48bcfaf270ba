namespace LockActors.House;

public sealed class PublicTypesTests
{
    [Fact]
    public void Sources_HoldOnePublicTypeAFile() => Report.None(PublicTypes.Check(Repository.SourceFiles));

    [Theory]
    [InlineData("public class A; public delegate void B();", "src/X/A.cs holds 2 public types: A, B")]
    [InlineData("namespace N; public enum B { C }", "src/X/A.cs holds the public type B under another name")]
    public void Check_OfAWrongFile_NamesIt(string text, string expected) =>
        Report.Some(PublicTypes.Check([new SourceFile("src/X/A.cs", text)]), expected);

    [Theory]
    [InlineData("src/X/A.Renew.cs", "public partial class A { public class Nested; } internal class B;")]
    [InlineData("src/X/A.cs", "namespace N { public class A; public class A<T>; }")]
    [InlineData("tests/X/A.cs", "public class A; public class B;")]
    public void Check_OfARightFile_Passes(string path, string text) =>
        Report.None(PublicTypes.Check([new SourceFile(path, text)]));
}
