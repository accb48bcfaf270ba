using System.Text;
using System.Text.Json;
using LockActors.Client.Http;
using LockActors.Wire;

namespace LockActors.Server.Tests.Security;

/// <summary>Two keys that may lock the same locks: what one asked for is out of the other's reach.</summary>
public sealed class ForeignRequestTests : IAsyncLifetime
{
    private static readonly LockKey Key = "k";
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly Keys _keys = new();
    private string _otherKey = "";
    private RunningServer _server = null!;
    private HttpLockService _victim = null!;
    private HttpLockService _other = null!;

    public async Task InitializeAsync()
    {
        _otherKey = _keys.Add(new ApiKeyEntry { Name = "other", Role = ApiRole.Lock });
        _server = await RunningServer.StartAsync(settings: _keys.Settings);
        _victim = new HttpLockService(_server.Address, new HttpLockOptions { ApiKey = _keys.Locker });
        _other = new HttpLockService(_server.Address, new HttpLockOptions { ApiKey = _otherKey });
    }

    public async Task DisposeAsync()
    {
        _victim.Dispose();
        _other.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Acquire_WithTheRequestIdOfAnotherKey_IsAnotherRequest()
    {
        var request = Request();
        var grant = (await _victim.AcquireAsync(Key, request)).Grant!;

        Assert.Equal(LockOutcome.Busy, (await _other.AcquireAsync(Key, request)).Outcome);
        Assert.Equal(grant.LeaseId, (await _victim.AcquireAsync(Key, request)).Grant!.LeaseId);
    }

    [Fact]
    public async Task Acquire_WithAWaitersRequestIdOfAnotherKey_TakesAPlaceOfItsOwn()
    {
        var holder = Request();
        var grant = (await _victim.AcquireAsync(Key, holder)).Grant!;
        var waiter = Request() with { Wait = Long, Hold = TimeSpan.Zero };
        Assert.Equal(1, (await _victim.AcquireAsync(Key, waiter)).Position);

        Assert.Equal(2, (await _other.AcquireAsync(Key, waiter)).Position);
        await _victim.ReleaseAsync(Key, grant.LeaseId, holder.Id);

        Assert.Equal(LockOutcome.Queued, (await _other.AcquireAsync(Key, waiter)).Outcome);
        Assert.True((await _victim.AcquireAsync(Key, waiter)).IsGranted);
    }

    [Fact]
    public async Task Cancel_OfARequestOfAnotherKey_ChangesNothing()
    {
        var request = Request();
        var grant = (await _victim.AcquireAsync(Key, request)).Grant!;

        Assert.Equal(CancelOutcome.Unknown, await _other.CancelAsync(Key, request.Id));

        Assert.Equal(RenewOutcome.Renewed, (await _victim.RenewAsync(Key, grant.LeaseId, Long)).Outcome);
        Assert.Equal(CancelOutcome.Cancelled, await _victim.CancelAsync(Key, request.Id));
    }

    [Fact]
    public async Task Acquire_InTheScopeOfAnotherKey_DoesNotShareItsLease()
    {
        var scope = ReentrancyScope.New();
        var outer = Request() with { ReentrancyScope = scope };
        var grant = (await _victim.AcquireAsync(Key, outer)).Grant!;

        var foreign = await _other.AcquireAsync(Key, Request() with { ReentrancyScope = scope });
        var own = await _victim.AcquireAsync(Key, Request() with { ReentrancyScope = scope });

        Assert.Equal(LockOutcome.Busy, foreign.Outcome);
        Assert.Equal(grant.LeaseId, own.Grant!.LeaseId);
        Assert.Equal(1, (await _victim.ReleaseAsync(Key, grant.LeaseId, outer.Id)).HoldsLeft);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("payroll@node-7")]
    public async Task Acquire_WithAnythingThatIsShown_GetsNoLeaseOfAnotherKey(string? name)
    {
        var request = Request() with { Holder = name is null ? default : HolderName.Parse(name) };
        var grant = (await _victim.AcquireAsync(Key, request)).Grant!;
        await _victim.AcquireAsync(Key, request with { Id = RequestId.New(), Wait = Long, Hold = TimeSpan.Zero });

        var shown = new StringBuilder();
        foreach (var path in new[] { "/v1/locks", "/v1/locks/k", "/v1/locks/k/activity", "/v1/overview" })
        {
            using var response = await Keys.SendAsync(_server, _keys.Reader, "GET", path);
            Assert.Equal(200, (int)response.StatusCode);
            shown.Append(await response.Content.ReadAsStringAsync());
        }

        var words = shown.ToString().Split('"', ' ', ',', ':').Where(word => word.Length >= 8).Distinct().ToArray();
        Assert.NotEmpty(words);
        foreach (var word in words)
        {
            await ExpectNothingAsync(JsonEncodedText.Encode(word).ToString());
        }

        Assert.Equal(RenewOutcome.Renewed, (await _victim.RenewAsync(Key, grant.LeaseId, Long)).Outcome);
        Assert.Equal(1, (await _victim.GetAsync(Key)).WaiterCount);
    }

    private static LockRequest Request() => new() { Id = RequestId.New(), Ttl = Long };

    /// <summary>Tries a word as everything that could prove something.</summary>
    private async Task ExpectNothingAsync(string word)
    {
        foreach (var field in new[] { "requestId", "holder", "reentrancyScope" })
        {
            Assert.NotEqual(200, await StatusAsync("acquire", $"{{\"{field}\":\"{word}\"}}"));
        }

        foreach (var verb in new[] { "release", "renew", "confirm" })
        {
            Assert.NotEqual(200, await StatusAsync(verb, $"{{\"leaseId\":\"{word}\"}}"));
        }

        await StatusAsync("cancel", $"{{\"requestId\":\"{word}\"}}");
    }

    private async Task<int> StatusAsync(string verb, string body)
    {
        using var response = await Keys.SendAsync(_server, _otherKey, "POST", $"/v1/locks/k/{verb}", body);
        return (int)response.StatusCode;
    }
}
