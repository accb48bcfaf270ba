using System.Text.Json;
using LockActors.Cli.Commands;
using LockActors.TestKit;

namespace LockActors.Cli.Tests;

/// <summary>key new, revoke, watch, bench and completion.</summary>
public sealed class OperateTests(SharedServer shared) : IClassFixture<SharedServer>, IDisposable
{
    private const int SigInt = 2;

    private readonly Server _server = shared.Server;
    private readonly string _file = Path.GetTempFileName();
    private readonly string _secret = Path.GetTempFileName();

    public void Dispose()
    {
        File.Delete(_file);
        File.Delete(_secret);
    }

    [Fact]
    public async Task Key_OfKeyNew_OpensAServerForItsPrefix_FromAFile()
    {
        var made = await Started.LockCtlAsync(
            null, "key", "new", "--role", "admin", "--prefix", "a/", "--name", "ci", "--json");
        var (key, line) = (Field(made.Output, "key"), Field(made.Output, "line"));
        await File.WriteAllTextAsync(_file, $"# keys\n{line}\n");
        await File.WriteAllTextAsync(_secret, key + "\n");
        using var server = await Server.StartAsync("--key-file", _file);

        var without = await Started.LockCtlAsync(server.Address, "ls");
        var taken = await Started.LockCtlAsync(server.Address, "acquire", "a/1", "--key-file", _secret);
        var foreign = await Started.LockCtlAsync(
            server.Address, "run", "b/1", "--wait", "1h", "--key-file", _secret, "--", "true");
        var revoked = await Started.LockCtlAsync(
            server.Address, "revoke", "a/1", "--reason", "it hangs", "--key-file", _secret);
        var again = await Started.LockCtlAsync(
            server.Address, "revoke", "a/1", "--reason", "it hangs", "--key-file", _secret, "--json");
        var denied = await Started.LockCtlAsync(server.Address, "revoke", "a/1", "--reason", "it hangs");

        Assert.StartsWith("name=ci role=admin sha256=", line, StringComparison.Ordinal);
        Assert.EndsWith(" prefix=a/", line, StringComparison.Ordinal);
        Assert.Equal((ExitCodes.NoServer, ExitCodes.Ok), (without.Code, taken.Code));
        Assert.Contains("needs an API key", without.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.NoServer, foreign.Code);
        Assert.Contains("other prefixes", foreign.Error, StringComparison.Ordinal);
        Assert.Equal((0, "revoked\n"), (revoked.Code, revoked.Output));
        Assert.Equal((ExitCodes.Lost, "{\"status\":\"notHeld\"}\n"), (again.Code, again.Output));
        Assert.Contains("needs an API key", denied.Error, StringComparison.Ordinal);
        Assert.All(
            new[] { without, taken, foreign, revoked, again, denied },
            result => Assert.DoesNotContain(key, result.Output + result.Error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--role takes read, lock or admin", "key|new|--role|root")]
    [InlineData("no such key is possible: its name", "key|new|--name|a b")]
    [InlineData("no such key is possible: its prefix", "key|new|--prefix|")]
    [InlineData("'--reason'", "revoke|k")]
    [InlineData("reason must not be white space alone", "revoke|k|--reason| ")]
    [InlineData("--token takes a whole number", "revoke|k|--reason|x|--token|0")]
    [InlineData("cannot be read", "ls|--key-file|/no/such/file")]
    [InlineData("holds no API key", "ls|--key-file|/dev/null")]
    [InlineData("--state takes one of free, held, granting", "ls|--state|taken")]
    [InlineData("--holder has 2000 characters; the limit is", "ls|--owner|LONG")]
    [InlineData("--kinds takes kinds joined by commas, not 'taken': granted, reentered", "watch|--kinds|lost,taken")]
    [InlineData("--prefix has 2000 characters; the limit is 512", "watch|--prefix|LONG")]
    [InlineData("--workers takes 1 to 10000", "bench|--workers|0")]
    [InlineData("'tcsh'", "completion|tcsh")]
    public async Task BadInput_IsAUsageError(string names, string line)
    {
        var result = await Started.LockCtlAsync(
            "http://127.0.0.1:1",
            line.Replace("LONG", new string('x', 2000), StringComparison.Ordinal).Split('|'));

        Assert.Equal(ExitCodes.Usage, result.Code);
        Assert.Contains(names, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_OfAPrefix_ShowsItsEventsOnly_AndEndsAtItsCount()
    {
        using var watch = Started.LockCtl(_server.Address, "watch", "--prefix", "a/", "--count", "2", "--json");
        var asked = Poll.UntilAsync(
            async () =>
            {
                var other = await Started.LockCtlAsync(_server.Address, "run", "b/1", "--", "true");
                var own = await Started.LockCtlAsync(_server.Address, "run", "a/1", "--", "true");
                return watch.HasExited && (other.Code, own.Code) == (0, 0);
            },
            "the end of watch", Started.Patience);

        var lines = (await watch.ReadToEndAsync()).TrimEnd('\n').Split('\n');
        await asked;

        Assert.Equal(0, await watch.ExitCodeAsync());
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.Equal("a/1", Field(line, "key")));
    }

    [Fact]
    public async Task Watch_OfKinds_ShowsTheseOnly()
    {
        using var watch = Started.LockCtl(
            _server.Address, "watch", "--prefix", "kinds/", "--kinds", "released,Lost", "--count", "2", "--json");
        var asked = Poll.UntilAsync(
            async () => (await Started.LockCtlAsync(_server.Address, "run", "kinds/1", "--", "true")).Code == 0
                && watch.HasExited,
            "the end of watch", Started.Patience);

        var lines = (await watch.ReadToEndAsync()).TrimEnd('\n').Split('\n');
        await asked;

        Assert.Equal(0, await watch.ExitCodeAsync());
        Assert.Equal(["released", "released"], lines.Select(line => Field(line, "kind")));
    }

    [Fact]
    public async Task Bench_AgainstAServer_ReportsPairs()
    {
        var own = await Started.LockCtlAsync(_server.Address, "bench", "--workers", "4", "--time", "500ms", "--json");
        var hot = await Started.LockCtlAsync(_server.Address, "bench", "--workers", "4", "--time", "500ms", "--hot");

        Assert.True((own.Code, hot.Code) == (0, 0), $"{own}{hot}");
        var report = JsonSerializer.Deserialize<JsonElement>(own.Output);
        Assert.InRange(report.GetProperty("pairs").GetInt32(), 1, int.MaxValue);
        Assert.Equal(0, report.GetProperty("failed").GetInt32());
        Assert.Matches(@"^\d+ pairs/s; p50 [\d.]+ ms, p99 [\d.]+ ms, longest [\d.]+ ms; 0 failed\n$", hot.Output);
        var held = await _server.Service.ListAsync(new LockQuery { State = LockState.Held, Prefix = "bench/" });
        Assert.Empty(held.Locks);
    }

    [Fact]
    public async Task Interrupt_WhileAcquireWaits_LeavesTheQueue()
    {
        await _server.Service.AcquireAsync("k", new LockRequest { Id = RequestId.New() });
        using var waiting = Started.LockCtl(_server.Address, "acquire", "k");
        await _server.WaitersAsync("k", 1);

        waiting.Signal(SigInt);

        Assert.Equal(ExitCodes.Signal + SigInt, await waiting.ExitCodeAsync());
        Assert.Equal(0, (await _server.Service.GetAsync("k")).WaiterCount);
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _lockctl lockctl")]
    [InlineData("zsh", "bashcompinit")]
    [InlineData("fish", "complete -c lockctl -n '__fish_seen_subcommand_from key' -a new")]
    public async Task Completion_OfAShell_KnowsCommandsAndOptions(string shell, string has)
    {
        var result = await Started.LockCtlAsync(null, "completion", shell);

        Assert.Equal(0, result.Code);
        Assert.Contains(has, result.Output, StringComparison.Ordinal);
        string[] commands = ["run", "acquire", "renew", "release", "ls", "show", "revoke", "watch", "bench"];
        foreach (var command in commands)
        {
            Assert.Contains(command, result.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Progress_OfAWaiter_TellsPlaceTimeAndHolder()
    {
        var found = new LockSnapshot
        {
            Key = "k",
            State = LockState.Held,
            Holder = new HolderSnapshot
            {
                Name = "other",
                Token = new FencingToken(1),
                HeldFor = TimeSpan.FromSeconds(61),
            },
            WaiterCount = 3,
            Waiters =
            [
                new WaiterSnapshot { Name = "first", Position = 1 },
                new WaiterSnapshot { Name = "me", Position = 2 },
            ],
        };

        Assert.Equal(
            "lock 'k': place 2 of 3, 5.0s, held by other for 1m01s",
            Progress.Describe(found, "me", TimeSpan.FromSeconds(5)));
        Assert.StartsWith(
            "lock 'k': waiting, 5.0s", Progress.Describe(found, "?", TimeSpan.FromSeconds(5)),
            StringComparison.Ordinal);
    }

    private static string Field(string json, string name) =>
        JsonSerializer.Deserialize<JsonElement>(json).GetProperty(name).GetString()!;
}
