using LockActors.Silo.Hosting;
using LockActors.Silo.Settings;

namespace LockActors.Silo.Tests.Settings;

/// <summary>Settings from the command line, the environment and a JSON file. These tests run one after another, because
/// the environment belongs to the whole process.</summary>
public sealed class SettingsTests : IDisposable
{
    private const string PortVariable = "LOCKACTORS_HTTP__PORT";

    private readonly string _file = Path.GetTempFileName();

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(PortVariable, null);
        File.Delete(_file);
    }

    [Theory]
    [InlineData("", 8080, false)]
    [InlineData("--port 9000", 9000, false)]
    [InlineData("--port=0 --demo", 0, true)]
    [InlineData("--Http:Port 9000 --demo=true", 9000, true)]
    public void Read_OfFlags_ReadsThem(string line, int port, bool demo)
    {
        var settings = Read(line);

        Assert.Equal((port, demo), (settings.Http.Port, settings.Demo));
    }

    [Theory]
    [InlineData("", "None")]
    [InlineData("--redis a:1", "Redis")]
    [InlineData("--redis a:1,b:2,c:3", "Redlock")]
    [InlineData("--store redlock", "Redlock")]
    [InlineData("--postgres Host=db;Username=u", "Postgres")]
    [InlineData("--Store:Kind Redis", "Redis")]
    public void Read_OfAStore_KnowsItsKind(string line, string kind) =>
        Assert.Equal(kind, Read(line).Store.EffectiveKind.ToString());

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("1.5s", 1_500)]
    [InlineData("5m", 300_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("00:00:30", 30_000)]
    public void Read_OfATime_KnowsItsUnit(string text, double milliseconds) =>
        Assert.Equal(milliseconds, Read($"--Limits:MaxTtl {text}").Limits.MaxTtl.TotalMilliseconds);

    [Fact]
    public void Sources_ThatDisagree_CommandLineBeatsEnvironmentBeatsFile()
    {
        Write("""{ "LockActors": { "Http": { "Port": 1 }, "Limits": { "MaxTtl": "1m", "LockDelay": "1s" } } }""");
        Environment.SetEnvironmentVariable(PortVariable, "2");

        Assert.Equal(3, Read("--port", "3", "--settings", _file).Http.Port);
        Assert.Equal(2, Read("--settings", _file).Http.Port);
        Environment.SetEnvironmentVariable(PortVariable, null);
        Assert.Equal(1, Read("--settings", _file).Http.Port);
        Assert.Equal(TimeSpan.FromMinutes(1), Read("--settings", _file).Limits.MaxTtl);
    }

    [Fact]
    public void Masters_OfTwoSources_AreThoseOfTheOneThatCountsMost()
    {
        Write("""{ "LockActors": { "Store": { "Masters": [ "a:1,password=p", "b:2", "c:3" ] } } }""");

        Assert.Equal(["a:1,password=p", "b:2", "c:3"], Read("--settings", _file).Store.Masters);
        Assert.Equal(["d:4"], Read("--settings", _file, "--redis", "d:4").Store.Masters);
    }

    [Theory]
    [InlineData("--frob", "unknown argument '--frob'")]
    [InlineData("9000", "unknown argument '9000'")]
    [InlineData("--port", "Required argument missing for option: '--port'")]
    [InlineData("--port x", "--port is 'x'; it must be 0 to 65535.")]
    [InlineData("--port 65536", "--port is '65536'; it must be 0 to 65535.")]
    [InlineData("--port=-1", "--port is '-1'; it must be 0 to 65535.")]
    [InlineData("--port= --demo", "--port is '--demo'; it must be 0 to 65535.")]
    [InlineData("--demo=maybe", "unknown argument 'maybe'")]
    [InlineData("--store sql", "--store is 'sql'; it must be none, redis, redlock or postgres.")]
    [InlineData("--store 1", "--store is '1'; it must be none, redis, redlock or postgres.")]
    [InlineData("--redis nowhere", "--redis is 'nowhere'; it must be HOST:PORT")]
    [InlineData("--redis a:0", "--redis is 'a:0'; it must be HOST:PORT")]
    [InlineData("--store postgres",
        "--store is postgres, which needs Store:Postgres (--postgres 'Host=...;Database=...;Username=...').")]
    [InlineData("--store redis --postgres Host=h;Password=hush", "--postgres is for Store:Kind postgres.")]
    [InlineData("--postgres Hist=h;Password=hush",
        "--postgres must be a connection string of Npgsql: Host=...;Database=...;Username=....")]
    [InlineData("--redis a:1,b:2", "--redis asks for redlock, which takes 3 to 15 masters, not 2.")]
    [InlineData("--store redis --redis a:1,b:2,c:3", "--store is redis, which takes one master, not 3;")]
    [InlineData("--store none --redis a:1", "--store is none, which takes no Redis master.")]
    [InlineData("--redis-young perhaps", "--redis-young is 'perhaps'; it must be exclude or allow.")]
    [InlineData("--Store:NodeTimeout 1ms", "--Store:NodeTimeout is '1ms'; it must be 5ms to 5s.")]
    [InlineData("--Http:Address here", "--Http:Address is 'here'; it must be an IP address.")]
    [InlineData("--Http:Address 0.0.0.0", "--Http:Address is '0.0.0.0'; it must be an address of this machine")]
    [InlineData("--Http:MaxHold 11m", "--Http:MaxHold is '11m'; it must be 0s to 10m.")]
    [InlineData("--Drain:Timeout 3", "--Drain:Timeout is '3'; it must be a time with its unit, 1s to 10m.")]
    [InlineData("--Auth:SessionKeys /proc/keys", "is '/proc/keys'; it must be a folder that can be written to.")]
    [InlineData("--Auth:SessionKeys /proc/self", "is '/proc/self'; it must be a folder that can be written to.")]
    [InlineData("--Drain:Delay -1s", "--Drain:Delay is '-1s'; it must be 0s to 10m.")]
    [InlineData("--Limits:MaxTtl 25h", "--Limits:MaxTtl is 25h; it must be 100ms to 1d.")]
    [InlineData("--Limits:MinTtl 20m", "--Limits:MinTtl is 20m; it must be 10ms to 10m.")]
    [InlineData("--Limits:MaxWaiters many", "--Limits:MaxWaiters is 'many'; it must be a whole number.")]
    [InlineData("--Limits:MaxWaiters 99999999999", "'99999999999'; it must be a whole number.")]
    [InlineData("--Limits:MaxTtl 99999999999999999999d", "it must be such as 500ms")]
    [InlineData("--Limits:MaxTttl 1m", "--Limits:MaxTttl is not a setting of this server.")]
    [InlineData("--settings nowhere.json", "--settings names 'nowhere.json', which is not there.")]
    public void Read_OfABadValue_IsOneLineThatNamesIt(string line, string expected)
    {
        var error = Assert.Single(ErrorsOf(Split(line)));

        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    [Fact]
    public void BadValues_AreAllNamed() =>
        Assert.Equal(2, ErrorsOf("--port", "x", "--Drain:Timeout", "never").Count);

    [Fact]
    public void BadValue_OfTheEnvironment_IsNamedByItsVariable()
    {
        Environment.SetEnvironmentVariable(PortVariable, "http");

        Assert.Equal([$"{PortVariable} is 'http'; it must be 0 to 65535."], ErrorsOf());
    }

    [Fact]
    public void BadValue_OfAFile_IsNamedByItsPlaceAndKeepsThePassword()
    {
        Write("""{ "LockActors": { "Store": { "Masters": [ "nowhere,password=secret" ] } } }""");

        Assert.Equal(
            [$"LockActors:Store:Masters:0 in {Path.GetFileName(_file)} is 'nowhere'; "
                + "it must be HOST:PORT, or several with commas between."],
            ErrorsOf("--settings", _file));
    }

    [Fact]
    public void File_ThatIsNoJson_IsNamed()
    {
        Write("{");

        Assert.StartsWith(
            $"{Path.GetFileName(_file)} is no JSON file of settings: ",
            Assert.Single(ErrorsOf("--settings", _file)), StringComparison.Ordinal);
    }

    private static ServerSettings Read(string line) => Read(Split(line));

    private static ServerSettings Read(params string[] args)
    {
        var errors = SettingsBinder.Bind(new SettingsSources(CommandLine.Read(args)!), out var settings);
        Assert.True(errors.Count == 0, string.Join('\n', errors));
        return settings;
    }

    private static IReadOnlyList<string> ErrorsOf(params string[] args)
    {
        try
        {
            var errors = SettingsBinder.Bind(new SettingsSources(CommandLine.Read(args)!), out _);
            Assert.NotEmpty(errors);
            return errors;
        }
        catch (ServerHostException failure)
        {
            Assert.Equal(ServerHost.UsageExitCode, failure.ExitCode);
            return [failure.Message];
        }
    }

    private static string[] Split(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private void Write(string text) => File.WriteAllText(_file, text);
}
