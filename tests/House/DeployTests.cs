using System.Text.RegularExpressions;

namespace LockActors.House;

/// <summary>The files to deploy with say what docs/OPERATIONS.md promises of them.</summary>
public sealed partial class DeployTests
{
    /// <summary>Prints kind and name of every document, so that one that is no object, or has neither, fails.</summary>
    private const string ListDocuments = """
        import sys
        import yaml
        for path in sys.argv[1:]:
            with open(path) as text:
                for document in yaml.safe_load_all(text):
                    print(document["apiVersion"], document["kind"], document["metadata"]["name"])
        """;

    private static readonly string[] Config = ["docker-compose", "-f", "docker-compose.yml", "config"];

    private static readonly string[] Manifests =
        [.. Repository.Files.Where(path => path.StartsWith("deploy/kubernetes/", StringComparison.Ordinal))];

    [ProgramFact("docker-compose")]
    public void Compose_OfTheRepository_IsValid()
    {
        var (code, output) = Programs.Run(
            "env", ["COMPOSE_API_KEY=lak_x", "COMPOSE_KEY_LINE=name=x", .. Config]);

        Assert.True(code == 0, output);
        Assert.Equal(5, ServiceName("redis").Count(output));
        Assert.Equal(3, ServiceName("silo").Count(output));
    }

    [ProgramFact("docker-compose")]
    public void Compose_WithoutAnApiKey_SaysWhatIsMissing()
    {
        var (code, output) = Programs.Run(
            "env", ["-u", "COMPOSE_API_KEY", "-u", "COMPOSE_KEY_LINE", .. Config]);

        Assert.NotEqual(0, code);
        Assert.Contains("lockctl key new", output, StringComparison.Ordinal);
    }

    /// <summary>To be open is something that an operator writes.</summary>
    [Fact]
    public void NoDeployedServer_IsOpen() => Report.None(
        Repository.Files.Where(path => path.StartsWith("deploy/", StringComparison.Ordinal))
            .Append("docker-compose.yml")
            .Where(path => Open().IsMatch(Repository.ReadText(path))));

    [Fact]
    public void Compose_PublishesOnLoopbackOnly()
    {
        var ports = PublishedPort().Matches(Repository.ReadText("docker-compose.yml"));

        Assert.Equal(3, ports.Count);
        Assert.All(ports, port => Assert.StartsWith("127.0.0.1:", port.Groups[1].Value, StringComparison.Ordinal));
    }

    // The module that reads YAML comes with docker-compose.
    [ProgramFact("docker-compose")]
    public void Manifests_OfKubernetes_AreObjectsWithNames()
    {
        // Debian's own interpreter has the module; another that comes first on PATH may not.
        var (code, output) = Programs.Run("/usr/bin/python3", ["-c", ListDocuments, .. Manifests]);

        Assert.True(code == 0, output);
        string[] expected =
        [
            "apps/v1 Deployment silo", "apps/v1 StatefulSet redis", "policy/v1 PodDisruptionBudget silo",
            "networking.k8s.io/v1 NetworkPolicy silo", "v1 Service lockactors", "v1 Secret silo-tls",
            "v1 Secret silo-keys",
        ];
        Assert.All(expected, line => Assert.Contains(line, output.Split('\n')));
    }

    [Fact]
    public void Settings_OfContainers_AreThoseThatAreDocumented()
    {
        var documented = Repository.ReadText("docs/OPERATIONS.md");
        var used = Manifests.Append("docker-compose.yml").Append("deploy/docker/Dockerfile")
            .SelectMany(path => Variable().Matches(Repository.ReadText(path)).Select(match => match.Value))
            .Distinct();

        Report.None(used.Where(name => !documented.Contains(Setting(name), StringComparison.OrdinalIgnoreCase))
            .Select(name => $"{name} is not in docs/OPERATIONS.md"));
    }

    private static string Setting(string variable) =>
        $"`{variable["LOCKACTORS_".Length..].Replace("__", ":", StringComparison.Ordinal)}`";

    private static Regex ServiceName(string name) => new($"^  {name}-[0-9]:$\n    [a-z]", RegexOptions.Multiline);

    [GeneratedRegex("""ports: \["([^"]+)"\]""")]
    private static partial Regex PublishedPort();

    [GeneratedRegex("AUTH__OPEN|Auth:Open|--open", RegexOptions.IgnoreCase)]
    private static partial Regex Open();

    [GeneratedRegex("LOCKACTORS_[A-Z]+__[A-Z_]+")]
    private static partial Regex Variable();
}
