using System.Text.Json;
using LockActors.Wire;

namespace LockActors.Cli.Tests;

/// <summary>acquire, renew, release, ls and show against a server.</summary>
public sealed class AcquireTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly Server _server = shared.Server;

    [Fact]
    public async Task Lock_TakenRenewedAndReleased_ByItsLease()
    {
        var taken = await Started.LockCtlAsync(_server.Address, "acquire", "a/b", "--holder", "me");
        var lines = taken.Output.TrimEnd('\n').Split('\n');
        Assert.StartsWith("LOCK_LEASE=", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("LOCK_TOKEN=", lines[1], StringComparison.Ordinal);
        var lease = lines[0]["LOCK_LEASE=".Length..];

        var renewed = await Started.LockCtlAsync(_server.Address, "renew", "a/b", "--lease", lease, "--ttl", "1m");
        var listed = await Started.LockCtlAsync(_server.Address, "ls", "--prefix", "a/");
        var shown = await Started.LockCtlAsync(_server.Address, "show", "a/b");
        var released = await Started.LockCtlAsync(_server.Address, "release", "a/b", "--lease", lease);
        var again = await Started.LockCtlAsync(_server.Address, "release", "a/b", "--lease", lease);
        var late = await Started.LockCtlAsync(_server.Address, "renew", "a/b", "--lease", lease);

        Assert.Equal((0, 0, 0, 0), (taken.Code, renewed.Code, listed.Code, shown.Code));
        Assert.StartsWith("renewed, valid for ", renewed.Output, StringComparison.Ordinal);
        Assert.Matches(@"^KEY +STATE +HOLDER +TOKEN +LEFT +WAITING\na/b +held +me +\d+ +\S+ +0\n$", listed.Output);
        Assert.Contains("holder", shown.Output, StringComparison.Ordinal);
        Assert.Equal((0, "released\n"), (released.Code, released.Output));
        Assert.Equal((0, "released\n"), (again.Code, again.Output));
        Assert.Equal((ExitCodes.Lost, "lost (released)\n"), (late.Code, late.Output));
    }

    [Fact]
    public async Task Json_IsThatOfTheApi()
    {
        var taken = await Started.LockCtlAsync(_server.Address, "acquire", "j/k", "--json");
        var busy = await Started.LockCtlAsync(_server.Address, "acquire", "j/k", "--json", "--wait", "0s");
        var shown = await Started.LockCtlAsync(_server.Address, "show", "j/k", "--json");
        var listed = await Started.LockCtlAsync(_server.Address, "ls", "--prefix", "j/", "--json");

        var grant = JsonSerializer.Deserialize<JsonElement>(taken.Output);
        Assert.Equal(WireStatus.Granted, grant.GetProperty("status").GetString());
        Assert.Equal((ExitCodes.NotAcquired, "{\"status\":\"busy\",\"position\":1}\n"), (busy.Code, busy.Output));
        var token = grant.GetProperty("token").GetInt64();
        foreach (var output in new[] { shown.Output, listed.Output })
        {
            var item = JsonSerializer.Deserialize<JsonElement>(output);
            Assert.Equal(token, item.GetProperty("holder").GetProperty("token").GetInt64());
        }
    }

    [Fact]
    public async Task List_OfMoreThanAPage_ShowsThemAll()
    {
        for (var number = 0; number <= LockQuery.MaxLimit; number++)
        {
            await _server.Service.AcquireAsync($"page/{number}", new LockRequest { Id = RequestId.New() });
        }

        var listed = await Started.LockCtlAsync(_server.Address, "ls", "--prefix", "page/", "--json");

        Assert.Equal(LockQuery.MaxLimit + 1, listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("f/1 f/2", "--state|held")]
    [InlineData("", "--state|Paused")]
    [InlineData("f/2", "--owner|WORKER")]
    [InlineData("f/1", "--holder|report")]
    [InlineData("", "--state|free|--owner|worker")]
    public async Task List_ByStateAndOwner_ShowsThoseLocks(string keys, string filters)
    {
        await TakeAsync("f/1", "reports-1");
        await TakeAsync("f/2", "worker-1");

        var listed = await Started.LockCtlAsync(
            _server.Address, ["ls", "--prefix", "f/", "--json", .. filters.Split('|')]);

        Assert.Equal((0, ""), (listed.Code, listed.Error));
        Assert.Equal(keys, string.Join(' ', listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("key").GetString())));
    }

    private async Task TakeAsync(string key, string holder) => await _server.Service.AcquireAsync(key, new LockRequest
    {
        Id = RequestId.New(),
        Holder = HolderName.Parse(holder),
        Ttl = TimeSpan.FromMinutes(10),
    });

    [Fact]
    public async Task Lock_OfOneScope_IsHeldTogether()
    {
        var scope = ReentrancyScope.New().Reveal();
        using var first = Started.LockCtlBehind(
            ["env", $"LOCK_SCOPE={scope}"], _server.Address, "acquire", "scoped", "--wait", "0s");
        var taken = await first.ReadToEndAsync();

        var again = await Started.LockCtlAsync(_server.Address, "acquire", "scoped", "--wait", "0s", "--scope", scope);
        var other = await Started.LockCtlAsync(_server.Address, "acquire", "scoped", "--wait", "0s");

        Assert.Equal((0, taken), (again.Code, again.Output));
        Assert.Equal(ExitCodes.NotAcquired, other.Code);
    }
}
