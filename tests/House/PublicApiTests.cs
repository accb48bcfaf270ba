using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LockActors.House;

/// <summary>
/// A change of the public surface shows in the diff of Approved/ASSEMBLY.txt. LOCKACTORS_APPROVE=1 in the environment
/// rewrites those files.
/// </summary>
public sealed class PublicApiTests
{
    private static readonly string[] WithoutSurface = ["Cli", "LockActors", "Silo"];

    /// <summary>Every project of src but the executables and the package without code.</summary>
    public static TheoryData<string> Libraries =>
    [
        .. ProjectFile.All
            .Where(project => project.Folder == "src" && !WithoutSurface.Contains(project.Name))
            .Select(project => project.Name),
    ];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Library_ShowsWhatWasApproved(string name)
    {
        var approved = Repository.FullPath($"tests/House/Approved/LockActors.{name}.txt");
        var actual = PublicApi.OfAssembly(Repository.FullPath(
            $"artifacts/bin/LockActors.{name}/{Repository.Configuration}/LockActors.{name}.dll"));
        if (Environment.GetEnvironmentVariable("LOCKACTORS_APPROVE") == "1")
        {
            File.WriteAllText(approved, actual);
        }

        Report.None(
            Compare(File.Exists(approved) ? File.ReadAllText(approved) : "", actual),
            "If this is meant: run the test with LOCKACTORS_APPROVE=1 and commit the diff.");
    }

    [Fact]
    public void ApprovedFiles_BelongToLibraries() =>
        Report.None(Repository.Files.Where(path => path.StartsWith("tests/House/Approved/", StringComparison.Ordinal))
            .Select(path => Path.GetFileNameWithoutExtension(path).Replace("LockActors.", "", StringComparison.Ordinal))
            .Except(ProjectFile.All.Select(project => project.Name)));

    [Theory]
    [InlineData("class A\n    public int B { get; }\n", "approved, but gone: class A")]
    [InlineData("class A\n", "not approved: public int B { get; }")]
    public void Compare_OfAnotherSurface_NamesTheLine(string approved, string expected)
    {
        var actual = approved.Contains("B", StringComparison.Ordinal)
            ? "    public int B { get; }\n"
            : "class A\n    public int B { get; }\n";

        Report.Some(Compare(approved, actual), expected);
    }

    [Fact]
    public void Describe_ListsThePublicSurfaceOnly()
    {
        var text = """
            #nullable enable
            namespace N;
            public sealed record A(int B, string? C = null) { internal int D { get; } }
            public interface I<T> where T : class { System.Threading.Tasks.Task<T?> GetAsync(int count = 1); }
            public enum E { One = 1 }
            internal class Hidden { public class Inner; }
            """;

        var api = PublicApi.Describe(Compile(text));

        Assert.Contains("\nsealed record class N.A : System.IEquatable<N.A", api, StringComparison.Ordinal);
        Assert.Contains("    public A(int B, string? C = null)\n", api, StringComparison.Ordinal);
        Assert.Contains("    public string? C { get; init; }\n", api, StringComparison.Ordinal);
        Assert.Contains("\ninterface N.I<T> where T : class\n", api, StringComparison.Ordinal);
        Assert.Contains("Task<T?> GetAsync(int count = 1)\n", api, StringComparison.Ordinal);
        Assert.Contains("\nenum N.E\n    One = 1\n", api, StringComparison.Ordinal);
        Assert.DoesNotContain("Hidden", api, StringComparison.Ordinal);
        Assert.DoesNotContain(" D", api, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Compare(string approved, string actual)
    {
        var before = approved.Split('\n', StringSplitOptions.TrimEntries);
        var after = actual.Split('\n', StringSplitOptions.TrimEntries);
        var changes = before.Except(after).Select(line => $"approved, but gone: {line}")
            .Concat(after.Except(before).Select(line => $"not approved: {line}")).ToList();

        // The same lines in another place: a member that moved between types.
        return changes.Count > 0 || before.SequenceEqual(after) ? changes : ["the same lines in another order"];
    }

    /// <summary>Through metadata, as the built libraries are read: there the compiler marks what it added.</summary>
    private static IAssemblySymbol Compile(string text)
    {
        var platform = MetadataReference.CreateFromFile(typeof(object).Assembly.Location);
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary);
        using var image = new MemoryStream();
        var result = CSharpCompilation.Create("N", [CSharpSyntaxTree.ParseText(text)], [platform], options).Emit(image);
        Report.None(result.Diagnostics.Select(diagnostic => diagnostic.ToString()));

        var reference = MetadataReference.CreateFromImage(image.ToArray());
        var reader = CSharpCompilation.Create("Reader", references: [reference, platform]);
        return Assert.IsAssignableFrom<IAssemblySymbol>(reader.GetAssemblyOrModuleSymbol(reference));
    }
}
