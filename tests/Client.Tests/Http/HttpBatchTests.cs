using System.Net;
using LockActors.Actors;
using LockActors.Client.Http;
using LockActors.Server.Tests;
using LockActors.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace LockActors.Client.Tests.Http;

public sealed class HttpBatchTests : IAsyncLifetime
{
    private RunningServer _server = null!;
    private HttpLockService _service = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        _service = new HttpLockService(_server.Address);
    }

    public async Task DisposeAsync()
    {
        _service.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task RenewMany_AnswersEachInItsPlace()
    {
        var held = (await _service.AcquireAsync("a/b", Some.LockRequest(1))).Grant!;
        var replies = await _service.RenewManyAsync(
        [
            new("a/b", held.LeaseId, TimeSpan.FromSeconds(60)),
            new("other", Some.Lease(7), TimeSpan.FromSeconds(30)),
            new("a/b", held.LeaseId, TimeSpan.FromDays(1)),
        ]);
        Assert.Equal(
            [RenewOutcome.Renewed, RenewOutcome.Lost, RenewOutcome.Rejected], replies.Select(reply => reply.Outcome));
        Assert.InRange(replies[0].ValidFor.TotalSeconds, 50, 60);
        Assert.Equal("ttlMs", replies[2].Violation!.Field);
        Assert.Empty(await _service.RenewManyAsync([]));
    }

    [Fact]
    public async Task RenewMany_OfAsManyAsOneMay_Works()
    {
        var key = LockKey.Parse(new string('\u00e9', LockKey.MaxLength));
        var renewals = Enumerable.Repeat(
            new LeaseRenewal(key, Some.Lease(7), TimeSpan.FromSeconds(30)), _service.MaxRenewals).ToArray();
        var replies = await _service.RenewManyAsync(renewals);
        Assert.All(replies, reply => Assert.Equal(RenewOutcome.Lost, reply.Outcome));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            async () => await _service.RenewManyAsync([.. renewals, renewals[0]]));
    }

    [Fact]
    public async Task RenewMany_WithoutAnAnswer_IsUnavailable()
    {
        using var silent = new HttpLockService(new Uri("http://127.0.0.1:1"));
        var replies = await silent.RenewManyAsync([new(Some.Key, Some.Lease(1), TimeSpan.FromSeconds(30))]);
        Assert.Equal(RenewOutcome.Unavailable, Assert.Single(replies).Outcome);
        Assert.True(silent.MaxRenewals > 1);
    }

    [Fact]
    public async Task RenewMany_WithOneThatIsNotAnswered_AnswersTheOthers()
    {
        var clock = new SimClock();
        using var local = new LocalLockService();
        var asked = new TaskCompletionSource();
        var service = Interposed.Before(local, (method, arguments) =>
        {
            if (method != nameof(ILockService.RenewAsync) || !arguments[0]!.Equals((LockKey)"silent"))
            {
                return null;
            }

            asked.TrySetResult();
            return new ValueTask<RenewReply>(new TaskCompletionSource<RenewReply>().Task);
        });
        await using var server = await RunningServer.StartAsync(
            service, services: services => services.AddSingleton<TimeProvider>(clock));
        var options = new HttpLockOptions { Timeout = TimeSpan.FromMinutes(1) };
        using var client = new HttpLockService(server.Address, options);
        var held = (await client.AcquireAsync(Some.Key, Some.LockRequest(1))).Grant!;

        var renewal = client.RenewManyAsync(
        [
            new("silent", Some.Lease(7), TimeSpan.FromSeconds(30)),
            new(Some.Key, held.LeaseId, TimeSpan.FromSeconds(30)),
        ]).AsTask();
        await asked.Task.Soon();
        await Poll.UntilAsync(
            () =>
            {
                clock.Advance(1);
                return renewal.IsCompleted;
            },
            "the answer", TimeSpan.FromSeconds(20));

        Assert.Equal(
            [RenewOutcome.Unavailable, RenewOutcome.Renewed], (await renewal).Select(reply => reply.Outcome));
    }

    [Fact]
    public async Task Renew_ThatTheServerDoesNotAllow_SaysSo()
    {
        var options = new HttpLockOptions { CreateHandler = () => new Stranger() };
        using var silent = new HttpLockService(_server.Address, options);

        var one = await silent.RenewAsync(Some.Key, Some.Lease(1), TimeSpan.FromSeconds(30));
        var many = await silent.RenewManyAsync([new(Some.Key, Some.Lease(1), TimeSpan.FromSeconds(30))]);

        Assert.All([one, many[0]], reply =>
        {
            Assert.Equal(RenewOutcome.Rejected, reply.Outcome);
            Assert.Contains("401", reply.Violation!.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task RenewMany_OnAServerWithoutIt_RenewsOneByOneForAMinute()
    {
        var clock = new SimClock();
        var options = new HttpLockOptions { CreateHandler = () => new Older(new SocketsHttpHandler()) };
        using var service = new HttpLockService(_server.Address, options, clock);
        var held = (await service.AcquireAsync(Some.Key, Some.LockRequest(1))).Grant!;
        var replies = await service.RenewManyAsync([new(Some.Key, held.LeaseId, TimeSpan.FromSeconds(30))]);
        Assert.Equal(RenewOutcome.Renewed, Assert.Single(replies).Outcome);
        Assert.Equal(1, service.MaxRenewals);

        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(service.MaxRenewals > 1);
    }

    [Theory]
    [InlineData("{}", "1 to 1000")]
    [InlineData("{\"renewals\":[]}", "1 to 1000")]
    [InlineData("{\"renewals\":7}", "list")]
    [InlineData("{\"renewals\":[null]}", "renewals[0]")]
    [InlineData("{\"renewals\":[{\"key\":\"a\"}]}", "renewals[0]: leaseId is required")]
    [InlineData("{\"renewals\":[{\"key\":\"\",\"leaseId\":\"0123456789abcdef0123456789abcdef\"}]}", "renewals[0]: key")]
    [InlineData("{\"renewals\":[{\"key\":\"a\",\"leaseId\":\"0123456789abcdef0123456789abcdef\",\"ttl\":1}]}", "list")]
    public async Task RenewMany_OfBadInput_IsRefusedWithTheField(string body, string expected)
    {
        var response = await _server.SendAsync(HttpMethod.Post, "/v1/renew", body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains("\"field\":\"renewals\"", text, StringComparison.Ordinal);
        Assert.Contains(expected, text, StringComparison.Ordinal);
    }

    private sealed class Stranger : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.Unauthorized));
    }

    private sealed class Older(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.RequestUri!.AbsolutePath == "/v1/renew"
                ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound))
                : base.SendAsync(request, cancellationToken);
    }
}
