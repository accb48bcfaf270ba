namespace LockActors.House;

/// <summary>What documents show as C# is compiled.</summary>
public sealed class ExamplesTests
{
    [Fact]
    public void Readme_FirstExample_StandsInASampleThatIsCompiled()
    {
        var example = FirstExample(Repository.ReadText("README.md"));
        var sample = Code(Repository.ReadText("samples/LockActors.Samples.Guide/Readme.cs")).ToList();

        Assert.True(example.Count >= 5, "README.md has no C# example to speak of");
        Assert.Equal([], Missing(example, sample));
    }

    [Fact]
    public void Example_ThatDiffersInALineOrTheirOrder_IsFound()
    {
        var example = FirstExample("text\n```csharp\nvar a = 1;   // first\n\nB(a);\n```\n```csharp\nC();\n```\n");

        Assert.Equal(["var a = 1;", "B(a);"], example);
        Assert.Equal([], Missing(example, ["{", "var a = 1;", "D();", "B(a);", "}"]));
        Assert.Equal(["B(a);"], Missing(example, ["B(a);", "var a = 1;"]));
        Assert.Equal(["var a = 1;"], Missing(example, ["var a = 2;", "B(a);"]));
    }

    private static List<string> FirstExample(string markdown)
    {
        const string Fence = "```";
        var lines = markdown.Split('\n').SkipWhile(line => line.Trim() != Fence + "csharp").Skip(1)
            .TakeWhile(line => line.Trim() != Fence);
        return [.. Code(string.Join('\n', lines))];
    }

    /// <summary>The lines without their indentation and remarks.</summary>
    private static IEnumerable<string> Code(string text) =>
        text.Split('\n').Select(WithoutRemark).Where(line => line.Length > 0);

    private static string WithoutRemark(string line)
    {
        // An address has the slashes too, but no blank before them.
        var trimmed = line.Trim();
        var at = trimmed.StartsWith("//", StringComparison.Ordinal)
            ? 0
            : trimmed.IndexOf(" //", StringComparison.Ordinal);
        return at < 0 ? trimmed : trimmed[..at].TrimEnd();
    }

    /// <summary>The lines of the example that the sample does not have, or not in this order.</summary>
    private static List<string> Missing(IEnumerable<string> example, List<string> sample)
    {
        var from = 0;
        var missing = new List<string>();
        foreach (var line in example)
        {
            var at = sample.IndexOf(line, from);
            if (at < 0)
            {
                missing.Add(line);
            }
            else
            {
                from = at + 1;
            }
        }

        return missing;
    }
}
