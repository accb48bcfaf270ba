using LockActors.Silo.Settings;
using LockActors.Wire;

namespace LockActors.Server.Tests.Security;

/// <summary>The lines of a key file.</summary>
public sealed class ApiKeyEntryTests : IDisposable
{
    private const string Hash = "sha256=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Line_OfAnEntry_IsReadBack()
    {
        var made = ApiKeyEntry.Create(
            new ApiKeyEntry
            {
                Name = "ci@build-1",
                Role = ApiRole.Admin,
                Prefixes = ["a/b c,d=%", "ü/"],
                MaxLocks = 7,
                MaxWaiters = 8,
                MaxTtl = TimeSpan.FromSeconds(9),
            },
            out var secret);

        Assert.True(ApiKeyEntry.TryParse(made.ToString(), out var read, out _));
        Assert.Equal(made.ToString(), read.ToString());
        Assert.Equal(made.Prefixes.AsEnumerable(), read.Prefixes);
        Assert.Equal(
            (7, 8, TimeSpan.FromSeconds(9)), (read.MaxLocks!.Value, read.MaxWaiters!.Value, read.MaxTtl!.Value));
        Assert.True(read.Matches(ApiKeyEntry.HashOf(secret)));
        Assert.False(read.Matches(ApiKeyEntry.HashOf(secret + "x")));
        Assert.Matches("^lak_[A-Za-z0-9_-]{43}$", secret);
        Assert.DoesNotContain(secret, made.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no name=")]
    [InlineData("name=a", "no sha256=")]
    [InlineData("name= " + Hash, "name cannot be read")]
    [InlineData("name=a%20b " + Hash, "name cannot be read")]
    [InlineData("name=a role=root " + Hash, "role cannot be read")]
    [InlineData("name=a role=1 " + Hash, "role cannot be read")]
    [InlineData("name=a sha256=1234", "sha256 cannot be read")]
    [InlineData("name=a prefix= " + Hash, "prefix cannot be read")]
    [InlineData("name=a max-locks=-1 " + Hash, "max-locks cannot be read")]
    [InlineData("name=a max-ttl-ms=0 " + Hash, "max-ttl-ms cannot be read")]
    [InlineData("name=a colour=red " + Hash, "none of name=")]
    [InlineData("lak_secret", "none of name=")]
    public void Line_ThatIsNone_SaysWhyWithoutTheLine(string line, string expected)
    {
        Assert.False(ApiKeyEntry.TryParse(line, out _, out var error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("lak_", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Http:Address 0.0.0.0", "", "--Http:Address is '0.0.0.0'; it must be an address of this machine")]
    [InlineData("--Http:Address 0.0.0.0 --open", "", null)]
    [InlineData("--Http:Address 0.0.0.0 --key-file FILE", "# one\n\nname=a " + Hash, null)]
    [InlineData("--key-file FILE", "", "--key-file names a file that holds no key.")]
    [InlineData("--key-file FILE", "# none\nlak_secret", "--key-file names a file whose line 2 is no key's")]
    [InlineData("--key-file FILE", "name=a " + Hash + "\nname=a " + Hash, "two keys named a")]
    [InlineData("--key-file /no/such/file", "", "--key-file is '/no/such/file'; it must be a file that can be read.")]
    [InlineData("--Http:AllowedOrigins https://a/b", "", "it must be https://HOST")]
    [InlineData("--Http:Tls:Key FILE", "", "--Http:Tls:Key is given without Http:Tls:Certificate.")]
    [InlineData("--Http:Tls:Certificate FILE", "", "it must be a readable PFX file")]
    public void Settings_AboutKeysAndAddresses_AreTakenOrRefusedInOneLine(string line, string file, string? expected)
    {
        File.WriteAllText(_file, file);
        string[] args = [.. line.Split(' ').Select(word => word == "FILE" ? _file : word)];

        var errors = SettingsBinder.Bind(new SettingsSources(CommandLine.Read(args)!), out _);

        Assert.Equal(expected is null, errors.Count == 0);
        Assert.All(errors, error => Assert.DoesNotContain("lak_", error, StringComparison.Ordinal));
        if (expected is not null)
        {
            Assert.Contains(expected, errors[0], StringComparison.Ordinal);
        }
    }
}
