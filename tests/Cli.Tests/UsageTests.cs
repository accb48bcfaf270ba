namespace LockActors.Cli.Tests;

/// <summary>What lockctl refuses before it does anything, and with which exit code.</summary>
public sealed class UsageTests
{
    private const string Nowhere = "http://127.0.0.1:1";

    [Theory]
    [InlineData(64, "'--frob'", "--frob")]
    [InlineData(64, "command", "")]
    [InlineData(64, "'frob'", "frob")]
    [InlineData(64, "KEY", "show")]
    [InlineData(64, "COMMAND", "run|k")]
    [InlineData(64, "1 to 512", "show|")]
    [InlineData(64, "--ttl takes a time", "run|k|--ttl|5|--|true")]
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

    [Fact]
    public async Task Help_IsNoError()
    {
        var result = await Started.LockCtlAsync(Nowhere, "run", "--help");

        Assert.Equal(0, result.Code);
        Assert.Contains("--grace", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("5s", 5_000)]
    [InlineData("0s", 0)]
    [InlineData("1.5m", 90_000)]
    [InlineData("1h", 3_600_000)]
    public void Duration_OfAKnownForm_IsRead(string text, long milliseconds)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("5 s")]
    [InlineData("5d")]
    [InlineData("1e3s")]
    public void Duration_OfAnotherForm_IsNone(string text) => Assert.False(Durations.TryParse(text, out _));
}
