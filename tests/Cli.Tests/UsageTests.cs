namespace LockActors.Cli.Tests;

/// <summary>What lockctl refuses before it does anything, and with which exit code.</summary>
public sealed class UsageTests
{
    private const string Nowhere = "http://127.0.0.1:1";

    [Theory]
    [InlineData(64, "'--frob'", "--frob")]
    [InlineData(64, "lockctl key needs a command: new", "key")]
    [InlineData(64, "lockctl needs a command: run, acquire", "--json")]
    [InlineData(64, "'--frob'", "ls|--frob")]
    [InlineData(64, "did you mean '--prefix'?", "ls|--prefx|a")]
    [InlineData(64, "'frob'", "frob")]
    [InlineData(64, "KEY", "show")]
    [InlineData(64, "COMMAND", "run|k")]
    [InlineData(64, "1 to 512", "show|")]
    [InlineData(64, "--ttl takes a time", "run|k|--ttl|5d|--|true")]
    [InlineData(64, "--ttl takes a time of at most 24h", "acquire|k|--ttl|99999999999999999999h")]
    [InlineData(64, "--ttl takes a time of at most 24h", "renew|k|--ttl|25h")]
    [InlineData(64, "--wait takes a time of at most 24h", "run|k|--wait|1000000000000000000000000000000000|--|true")]
    [InlineData(64, "--grace takes a time of at most 720h", "run|k|--grace|99999999999999999999h|--|true")]
    [InlineData(64, "--time takes a time of at most 720h", "bench|--time|99999999999999999999")]
    [InlineData(64, "--ttl takes a time", "run|k|--ttl|-5s|--|true")]
    [InlineData(64, "--wait takes a time", "acquire|k|--wait|soon")]
    [InlineData(64, "--owner is no option of lockctl run", "run|k|--owner|me|--|true")]
    [InlineData(64, "take a UUID", "acquire|k|--scope|me")]
    [InlineData(64, "holder must not be empty", "acquire|k|--holder|")]
    [InlineData(64, "--lease ID or LOCK_LEASE", "release|k")]
    [InlineData(64, "32 hexadecimal digits", "release|k|--lease|abc")]
    [InlineData(64, "server 'nowhere' must be an address", "ls|--server|nowhere")]
    [InlineData(64, "server 'ftp://a' must be an address", "run|k|--server|ftp://a|--|true")]
    [InlineData(69, "refused", "ls")]
    [InlineData(69, "refused", "show|k")]
    [InlineData(69, "refused", "acquire|k")]
    [InlineData(69, "refused", "acquire|k|--ttl|5|--wait|0")]
    [InlineData(69, "refused", "run|k|--|true")]
    [InlineData(69, "did not answer", "release|k|--lease|0123456789abcdef0123456789abcdef")]
    [InlineData(127, "no-such-command: command not found", "run|k|--|no-such-command")]
    [InlineData(127, "command not found", "run|k|--|")]
    [InlineData(127, "command not found", "run|k|--|./no/such/file")]
    [InlineData(126, "permission denied", "run|k|--|/etc/passwd")]
    [InlineData(127, "command not found", "run|k|--|/tmp")]
    public async Task BadInput_EndsWithItsCode(int code, string names, string line)
    {
        var result = await Started.LockCtlAsync(Nowhere, line.Length == 0 ? [] : line.Split('|'));

        Assert.Equal(code, result.Code);
        Assert.Contains(names, result.Error, StringComparison.Ordinal);
        Assert.All(
            result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            said => Assert.StartsWith("lockctl: ", said, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Limits_OfTheServer_AreUsageErrors()
    {
        using var server = await Server.StartAsync();

        var run = await Started.LockCtlAsync(server.Address, "run", "k", "--ttl", "1ms", "--", "true");

        Assert.Equal(ExitCodes.Usage, run.Code);
        Assert.Contains("ttlMs is 1; it must be 100 to 600000", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'aquire' is no command of lockctl; did you mean 'acquire'?", "aquire|k|--ttl|5s")]
    [InlineData("'relase' is no command of lockctl; did you mean 'release'?", "--json|relase|k")]
    [InlineData("'sl' is no command of lockctl; did you mean 'ls'?", "sl")]
    [InlineData("'nwe' is no command of lockctl key; did you mean 'new'?", "key|nwe|--name|a")]
    [InlineData("'xyz' is no command of lockctl", "xyz|k")]
    [InlineData("'aquire' is no command of lockctl; did you mean 'acquire'?", "help|aquire")]
    public async Task Verb_ThatIsMisspelt_SuggestsTheRightOneOnce(string said, string line)
    {
        var result = await Started.LockCtlAsync(Nowhere, line.Split('|'));

        Assert.Equal(ExitCodes.Usage, result.Code);
        Assert.Equal($"lockctl: {said}", result.Error.Split('\n')[0]);
        Assert.Single(result.Error.Split('\n'), text => text.Contains("is no command", StringComparison.Ordinal));
        Assert.DoesNotContain("Unrecognized", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "acquire KEY")]
    [InlineData("help", "acquire KEY")]
    [InlineData("--help", "acquire KEY")]
    [InlineData("help|acquire", "--wait TIME")]
    [InlineData("acquire|-h", "--wait TIME")]
    [InlineData("help|key|new", "--role ROLE")]
    [InlineData("run|--help", "--grace")]
    public async Task Help_IsNoError(string line, string has)
    {
        var result = await Started.LockCtlAsync(Nowhere, line.Length == 0 ? [] : line.Split('|'));

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains(has, result.Output, StringComparison.Ordinal);
        Assert.All(result.Output.Split('\n'), static text => Assert.InRange(text.Length, 0, 100));
    }

    [Theory]
    [InlineData("run", "30s", "1h", "5s")]
    [InlineData("bench", "64", "5s", "bench/")]
    [InlineData("renew", "30s", "LOCK_LEASE")]
    public async Task Help_OfACommand_NamesEachDefaultOnce(string command, params string[] defaults)
    {
        var help = (await Started.LockCtlAsync(Nowhere, "help", command)).Output;

        Assert.DoesNotContain("[default", help, StringComparison.Ordinal);
        Assert.All(defaults, value => Assert.Equal(2, help.Split($"default: {value}").Length));
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("5s", 5_000)]
    [InlineData("0s", 0)]
    [InlineData("0", 0)]
    [InlineData("5", 5_000)]
    [InlineData("0.25", 250)]
    [InlineData("1.5m", 90_000)]
    [InlineData("1h", 3_600_000)]
    public void Duration_OfAKnownForm_IsRead(string text, long milliseconds)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-5")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("5 s")]
    [InlineData("5d")]
    [InlineData("1e3s")]
    public void Duration_OfAnotherForm_IsNone(string text) => Assert.False(Durations.TryParse(text, out _));

    [Theory]
    [InlineData(1_500, "1500ms")]
    [InlineData(30_000, "30s")]
    [InlineData(86_400_000, "24h")]
    public void Duration_IsWrittenAsItIsRead(long milliseconds, string text) =>
        Assert.Equal(text, Durations.Write(TimeSpan.FromMilliseconds(milliseconds)));
}
