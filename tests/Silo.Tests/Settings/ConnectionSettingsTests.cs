using System.Diagnostics;
using LockActors.Silo.Hosting;
using LockActors.Silo.Settings;
using LockActors.TestKit;

namespace LockActors.Silo.Tests.Settings;

/// <summary>Connection strings of Redis and PostgreSQL. What is wrong with one is said without any part of a
/// password.</summary>
public sealed class ConnectionSettingsTests : IDisposable
{
    private const string Secret = "s3cret";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("a:1", "a:1")]
    [InlineData("a:1,b:2,c:3", "a:1|b:2|c:3")]
    [InlineData("a:1,password=p", "a:1,password=p")]
    [InlineData("a:1,user=u,password=p==,ssl=true", "a:1,user=u,password=p==,ssl=true")]
    [InlineData("a:1,password=p, b:2,password=q,ssl=true,c:3", "a:1,password=p|b:2,password=q,ssl=true|c:3")]
    [InlineData("[::1]:6379,password=p", "[::1]:6379,password=p")]
    public void Masters_InOneText_KeepTheOptionsThatFollowThem(string text, string expected)
    {
        Assert.Equal(expected.Split('|'), Read("--redis", text).Store.Masters);

        File.WriteAllText(_file, $$"""{ "LockActors": { "Store": { "Masters": "{{text}}" } } }""");
        Assert.Equal(expected.Split('|'), Read("--settings", _file).Store.Masters);
    }

    [Theory]
    [InlineData("--redis h:1,pasword=s3cret",
        "--redis has an option that StackExchange.Redis does not know (option 1 after HOST:PORT: is password meant?).")]
    [InlineData("--redis h:1,ssl=true,s3cret=1",
        "--redis has an option that StackExchange.Redis does not know (option 2 after HOST:PORT).")]
    [InlineData("--redis h:1,ssl=s3cret",
        "--redis has a value of ssl that StackExchange.Redis does not understand (option 1 after HOST:PORT).")]
    [InlineData("--redis h:1,password=some,s3cret=1",
        "(option 2 after HOST:PORT); a password cannot contain a comma here.")]
    [InlineData("--redis h:1,password=some,s3cret",
        "--redis is '(not shown)'; it must be HOST:PORT, or several with commas between.")]
    [InlineData("--redis h:1,h:2,h:3,pasword=s3cret",
        "(option 1 after HOST:PORT: is password meant?), in master 3 of 3.")]
    [InlineData("--Store:Masters:0 h:1,password=some,s3cret",
        "Store:Masters has an option that StackExchange.Redis does not know (option 2 ")]
    [InlineData("--redis password=s3cret", "--redis is '(not shown)'; it must be HOST:PORT")]
    [InlineData("--redis redis://user:s3cret@h:6379", "--redis is '(not shown)'; it must be HOST:PORT")]
    [InlineData("--redis h:1 password=s3cret", "unknown argument 'password'; --help lists the flags.")]
    [InlineData("--redis h:1 h:2,password=s3cret", "unknown argument '(not shown)'; --help lists the flags.")]
    [InlineData("--redis h:1 --redis h:2,password=s3cret",
        "Option '--redis' expects a single argument but 2 were provided; --help lists the flags.")]
    [InlineData("--clustering redis --redis h:1 --cluster-redis h:1,pasword=s3cret",
        "--cluster-redis has an option that StackExchange.Redis does not know (option 1 ")]
    [InlineData("--clustering redis --redis h:1 --cluster-redis redis://user:s3cret@h:6379",
        "--cluster-redis must begin with HOST:PORT;")]
    [InlineData("--postgres Host=h;Pasword=s3cret", "--postgres must be a connection string of Npgsql:")]
    [InlineData("--postgres Host=h;Password=some;s3cret", "--postgres must be a connection string of Npgsql:")]
    [InlineData("--postgres postgres://user:s3cret@h/db", "--postgres must be a connection string of Npgsql:")]
    [InlineData("--postgres Host=h;Password=s3cret;Port=99999999999", "--postgres must be a connection string")]
    [InlineData("--postgres Host=h;Password=s3cret;Minimum_Pool_Size=50",
        "--postgres has options that Npgsql does not take together; pools have Maximum Pool Size=30.")]
    [InlineData("--postgres Host=h Password=s3cret", "unknown argument 'Password'; --help lists the flags.")]
    public void Read_OfAWrongConnection_IsOneLineWithoutItsText(string line, string expected)
    {
        // Npgsql's names have spaces, which separate the arguments here.
        string[] args = [.. line.Split(' ').Select(static one => one.Replace('_', ' '))];

        var error = Assert.Single(ErrorsOf(args));

        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, error, StringComparison.Ordinal);
        Assert.DoesNotContain("some", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--redis", "127.0.0.1:6379,pasword=s3cret")]
    [InlineData("--redis", "127.0.0.1:6379,password=some,s3cret")]
    [InlineData("--cluster-redis", "127.0.0.1:6379,pasword=s3cret", "--clustering", "redis", "--redis", "127.0.0.1:1")]
    public async Task Start_WithAWrongConnection_EndsWith64AndOneLine(params string[] args)
    {
        using var silo = Process.Start(Executables.OfThisBuild("LockActors.Silo", ["--port", "0", .. args]))!;
        var said = await silo.StandardError.ReadToEndAsync().WaitAsync(Patience);
        await silo.WaitForExitAsync().WaitAsync(Patience);

        Assert.Equal(ServerHost.UsageExitCode, silo.ExitCode);
        Assert.True(said.IndexOf('\n') == said.Length - 1, $"more than one line:\n{said}");
        Assert.DoesNotContain(Secret, said, StringComparison.Ordinal);
    }

    private static ServerSettings Read(params string[] args)
    {
        var errors = SettingsBinder.Bind(new SettingsSources(CommandLine.Read(args)!), out var settings);
        Assert.DoesNotContain(errors, static error => !error.Contains("asks for redlock", StringComparison.Ordinal));
        return settings;
    }

    private static IReadOnlyList<string> ErrorsOf(string[] args)
    {
        try
        {
            return SettingsBinder.Bind(new SettingsSources(CommandLine.Read(args)!), out _);
        }
        catch (ServerHostException failure)
        {
            Assert.Equal(ServerHost.UsageExitCode, failure.ExitCode);
            return [failure.Message];
        }
    }
}
