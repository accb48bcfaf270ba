using System.Net;
using LockActors.Client.Http;
using LockActors.Server.Tests;
using LockActors.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace LockActors.Client.Tests.Http;

public sealed class HttpLockServiceTests
{
    private static readonly LockKey Key = Some.Key;

    [Theory]
    [InlineData("a")]
    [InlineData("a/b//c/")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../../x")]
    [InlineData("%2F%")]
    [InlineData("a?b=c#d;e&f+g h")]
    [InlineData("acquire")]
    [InlineData("€🔒é\u0301")]
    public async Task EveryVerb_OfAKey_ReachesThatKey(string text)
    {
        await using var server = await RunningServer.StartAsync();
        using var service = new HttpLockService(server.Address);
        LockKey key = text;

        var granted = (await service.AcquireAsync(key, Some.LockRequest(1))).Grant!;
        Assert.Equal(key, granted.Key);
        Assert.Equal(key, Assert.Single((await service.ListAsync(new LockQuery { Prefix = text })).Locks).Key);
        Assert.Equal(granted.Token, (await service.GetAsync(key)).Holder!.Token);
        Assert.Equal(
            RenewOutcome.Renewed,
            (await service.RenewAsync(key, granted.LeaseId, TimeSpan.FromMinutes(1))).Outcome);
        Assert.Equal(RenewOutcome.Renewed, (await service.ConfirmAsync(key, granted.LeaseId)).Outcome);
        Assert.Equal(RevokeOutcome.NotHeld, await service.RevokeAsync(key, new FencingToken(1)));
        Assert.Equal(
            ReleaseOutcome.Released, (await service.ReleaseAsync(key, granted.LeaseId, Some.Request(1))).Outcome);
        Assert.Equal(ReleaseOutcome.NotHeld, (await service.ReleaseAsync(key, Some.Lease(9))).Outcome);
        Assert.Equal(CancelOutcome.Unknown, await service.CancelAsync(key, Some.Request(2)));
        Assert.Equal(EndReason.Cancelled, (await service.AcquireAsync(key, Some.LockRequest(2))).Reason);
    }

    [Fact]
    public async Task Grant_CountsFromBeforeItWasAskedFor()
    {
        await using var server = await RunningServer.StartAsync();
        var clock = new SimClock();
        var trip = new Trip
        {
            On = async (_, _, next) =>
            {
                clock.Advance(2);
                var response = await next();
                clock.Advance(1);
                return response;
            },
        };
        using var service = new HttpLockService(server.Address, OptionsOf(trip), clock);
        var before = clock.Now;

        var grant = (await service.AcquireAsync(Key, Some.LockRequest(1))).Grant!;

        Assert.Equal(before, grant.CountedFrom);
        Assert.InRange(grant.ValidFor.TotalSeconds, 20, 30);
        Assert.Equal(0, trip.Count("confirm"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Grant_WhoseAnswerTookLong_IsCountedAfresh(bool confirm)
    {
        await using var server = await RunningServer.StartAsync();
        var clock = new SimClock();
        var trip = new Trip
        {
            On = async (verb, _, next) =>
            {
                var response = await next();
                clock.Advance(verb == "acquire" ? 20 : 0);
                return response;
            },
        };
        var options = OptionsOf(trip);
        options.Timeout = TimeSpan.FromMinutes(1);
        using var service = new HttpLockService(server.Address, options, clock);
        var before = clock.Now;

        var grant = (await service.AcquireAsync(Key, Some.LockRequest(1, confirm: confirm))).Grant!;

        Assert.Equal(1, trip.Count("confirm"));
        Assert.Equal(before + TimeSpan.FromSeconds(20), grant.CountedFrom);
    }

    [Fact]
    public async Task List_OfTheLongestKeys_HasASecondPage()
    {
        await using var server = await RunningServer.StartAsync();
        using var service = new HttpLockService(server.Address);
        var prefix = new string('鍵', LockKey.MaxLength - 1);
        await service.AcquireAsync($"{prefix}a", Some.LockRequest(1));
        await service.AcquireAsync($"{prefix}b", Some.LockRequest(2));

        var query = new LockQuery { Prefix = prefix, Limit = 1, Holder = new string('鍵', HolderName.MaxLength) };
        Assert.Empty((await service.ListAsync(query with { After = $"{prefix}a" })).Locks);
        var first = await service.ListAsync(query with { Holder = "" });
        var second = await service.ListAsync(query with { Holder = "", After = first.Next! });

        Assert.Equal($"{prefix}b", Assert.Single(second.Locks).Key.Value);
    }

    [Fact]
    public async Task Limits_AreThoseOfTheServer_WithTheirField()
    {
        await using var server = await RunningServer.StartAsync();
        using var service = new HttpLockService(server.Address);

        var acquired = await service.AcquireAsync(Key, Some.LockRequest(1, ttl: 0.001));
        var negative = await service.AcquireAsync(Key, Some.LockRequest(1, wait: -1));
        var renewed = await service.RenewAsync(Key, Some.Lease(1), TimeSpan.FromHours(1));

        Assert.Equal((LockOutcome.Rejected, "ttlMs"), (acquired.Outcome, acquired.Violation?.Field));
        Assert.Contains("100 to 600000", acquired.Violation!.Message, StringComparison.Ordinal);
        Assert.Equal((LockOutcome.Rejected, "waitMs"), (negative.Outcome, negative.Violation?.Field));
        Assert.Equal((RenewOutcome.Rejected, "ttlMs"), (renewed.Outcome, renewed.Violation?.Field));
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "{}", "HTTP 401.")]
    [InlineData(HttpStatusCode.Forbidden, """{"detail":"The role is read."}""", "HTTP 403 (The role is read).")]
    public async Task Server_ThatRefusesThisClient_IsNotAskedAgain(HttpStatusCode status, string body, string why)
    {
        var trip = new Trip
        {
            On = (_, _, _) => Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body) }),
        };
        using var service = new HttpLockService(new Uri("http://127.0.0.1:9"), OptionsOf(trip));
        using var client = new LockClient(service);

        var error = await Assert.ThrowsAsync<LockRejectedException>(() => client.AcquireAsync(
            Key, new AcquireOptions { Wait = TimeSpan.FromHours(1) }).AsTask().Soon());

        Assert.Equal("apiKey", error.Violation.Field);
        Assert.EndsWith(why, error.Message, StringComparison.Ordinal);
        Assert.Equal(1, trip.Count("acquire"));
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "<html>")]
    [InlineData(HttpStatusCode.OK, "<html>")]
    [InlineData(HttpStatusCode.OK, "{\"status\":\"granted\"}")]
    [InlineData(HttpStatusCode.Found, "")]
    public async Task Server_ThatIsNoLockServer_IsUnavailableAtOnce(HttpStatusCode status, string body)
    {
        var trip = new Trip
        {
            On = (_, _, _) => Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body) }),
        };
        using var service = new HttpLockService(new Uri("http://127.0.0.1:9"), OptionsOf(trip));

        var reply = await service.AcquireAsync(Key, Some.LockRequest(1, wait: 60)).Soon();

        Assert.Equal((LockOutcome.Unavailable, 1), (reply.Outcome, trip.Count("acquire")));
        Assert.Equal(
            RenewOutcome.Unavailable, (await service.RenewAsync(Key, Some.Lease(1), TimeSpan.FromSeconds(9))).Outcome);
        Assert.Equal(ReleaseOutcome.Unavailable, (await service.ReleaseAsync(Key, Some.Lease(1))).Outcome);
        Assert.Equal(CancelOutcome.Unavailable, await service.CancelAsync(Key, Some.Request(1)));
        Assert.Equal(RevokeOutcome.Unavailable, await service.RevokeAsync(Key));
        await Assert.ThrowsAsync<LockUnavailableException>(() => service.GetAsync(Key).AsTask());
        await Assert.ThrowsAsync<LockUnavailableException>(() => service.ListAsync(new LockQuery()).AsTask());
    }

    [Fact]
    public async Task Look_WithoutAServer_ThrowsWithTheReason()
    {
        var server = await RunningServer.StartAsync();
        await server.DisposeAsync();
        using var service = new HttpLockService(server.Address);

        var thrown = await Assert.ThrowsAsync<LockUnavailableException>(() => service.PingAsync().AsTask());

        Assert.Contains("refused", thrown.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task UseHttp_GivesTheClientItsTransport()
    {
        await using var server = await RunningServer.StartAsync();
        await using var services = new ServiceCollection().AddLogging()
            .AddLockClient().UseHttp(server.Address.OriginalString).Services.BuildServiceProvider();

        await using var held = await services.GetRequiredService<ILockClient>().AcquireAsync(Key);

        Assert.Equal(held.Token, (await server.Service.GetAsync(Key)).Holder!.Token);
    }

    [Fact]
    public void UseHttp_OfAnOptionOutOfRange_ThrowsWhereItIsAdded()
    {
        var builder = new ServiceCollection().AddLockClient();

        Assert.Throws<ArgumentOutOfRangeException>(
            () => builder.UseHttp("http://127.0.0.1:1", static options => options.HoldFor = TimeSpan.Zero));
        Assert.Throws<UriFormatException>(() => builder.UseHttp("nowhere"));
        Assert.Throws<ArgumentException>(() => new HttpLockService(new Uri("ftp://127.0.0.1")));
    }

    private static HttpLockOptions OptionsOf(Trip trip) => new() { CreateHandler = () => trip };
}
