using LockActors.TestKit;

namespace LockActors.Actors.Tests;

/// <summary>Clients with a time limit of their own, which close the connection and ask anew with a new request id, as
/// any HTTP client with a timeout does.</summary>
public sealed class ImpatientClientTests : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly SimClock _clock = new();
    private readonly LocalLockService _service;
    private int _requests;
    private int _grants;

    public ImpatientClientTests() => _service = new LocalLockService(time: _clock);

    public void Dispose() => _service.Dispose();

    [Theory]
    [InlineData(2, 1.5, 4)]
    [InlineData(30, 5, 12)]
    public async Task Clients_ThatAskAnew_AreGrantedOnceTheSlowHolderIsDone(
        int clients, double patience, double slow)
    {
        var holder = (await _service.AcquireAsync(Some.Key, Request()).Soon()).Grant!;
        var all = Enumerable.Range(0, clients).Select(number => new Client(this, patience + (number * 0.01))).ToList();
        await PassAsync(all, slow);
        Assert.Equal(0, _grants);
        await _service.ReleaseAsync(Some.Key, holder.LeaseId).Soon();

        await PassAsync(all, 10);

        // A hundred steps, and each client holds it for one; two clients leave it free for every third.
        Assert.InRange(_grants, 60, 101);
    }

    [Fact]
    public async Task Waiter_ThatIsGone_IsPassedOverAndKeepsItsPlace()
    {
        var holder = (await _service.AcquireAsync(Some.Key, Request()).Soon()).Grant!;
        var first = Request();
        using (var connection = new CancellationTokenSource())
        {
            var broken = _service.AcquireAsync(Some.Key, first, connection.Token).AsTask();
            await connection.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => broken.Soon());
        }

        var second = _service.AcquireAsync(Some.Key, Request()).AsTask();
        var third = _service.AcquireAsync(Some.Key, Request()).AsTask();
        await _service.ReleaseAsync(Some.Key, holder.LeaseId).Soon();
        var passed = (await second.Soon()).Grant!;

        var back = _service.AcquireAsync(Some.Key, first).AsTask();
        await _service.ReleaseAsync(Some.Key, passed.LeaseId).Soon();

        Assert.True((await back.Soon()).IsGranted);
        Assert.False(third.IsCompleted);
    }

    [Fact]
    public async Task Waiters_ThatDiedTogether_CostTheNextOneConfirmWindow()
    {
        var holder = (await _service.AcquireAsync(Some.Key, Request()).Soon()).Grant!;
        for (var dead = 0; dead < 5; dead++)
        {
            // They poll, as Orleans clients do, and are not heard of again.
            var reply = await _service.AcquireAsync(Some.Key, Request() with { Hold = TimeSpan.Zero }).Soon();
            Assert.Equal(LockOutcome.Queued, reply.Outcome);
        }

        var alive = Request() with { Hold = TimeSpan.Zero };
        await _service.AcquireAsync(Some.Key, alive).Soon();
        await _service.ReleaseAsync(Some.Key, holder.LeaseId).Soon();

        var waited = TimeSpan.Zero;
        while (!(await _service.AcquireAsync(Some.Key, alive).Soon()).IsGranted)
        {
            Assert.True(waited < TimeSpan.FromSeconds(10), "the waiter that lives waited for each of the dead");
            _clock.Advance(0.5);
            waited += TimeSpan.FromSeconds(0.5);
        }

        var step = TimeSpan.FromSeconds(0.5);
        Assert.InRange(waited, TimeSpan.Zero, Drift.GrantorDeadline(step, LockLimits.Default.ConfirmWindow));
    }

    private LockRequest Request() =>
        Some.LockRequest(++_requests, wait: 60, ttl: 60) with { OutlivesCall = true, NeedsConfirm = false };

    private async Task PassAsync(List<Client> clients, double seconds)
    {
        for (var left = TimeSpan.FromSeconds(seconds); left > TimeSpan.Zero; left -= Step)
        {
            foreach (var client in clients)
            {
                await client.GoOnAsync();
                await HearAsync(clients);
            }

            _clock.Advance(Step);
            await HearAsync(clients);
        }
    }

    /// <summary>The clock goes on only when the client that was granted the lock has heard of it.</summary>
    private async Task HearAsync(List<Client> clients)
    {
        if ((await _service.GetAsync(Some.Key).Soon()).Holder is { Confirmed: true } holder)
        {
            await Task.WhenAll(clients.Where(client => client.Asks(holder)).Select(client => client.Call)).Soon();
        }
    }

    /// <summary>Asks, waits for as long as it is patient, holds the lock for one step, and asks again.</summary>
    private sealed class Client(ImpatientClientTests test, double patience)
    {
        private Task<AcquireReply>? _call;
        private CancellationTokenSource _connection = new();
        private LockRequest? _request;
        private TimeSpan _askedAt;
        private LeaseId _lease;

        public Task Call => _call ?? Task.CompletedTask;

        public bool Asks(HolderSnapshot holder) => _call is not null && holder.Name == $"{_request!.Id}";

        public async Task GoOnAsync()
        {
            if (!_lease.IsNone)
            {
                await test._service.ReleaseAsync(Some.Key, _lease).Soon();
                _lease = default;
            }

            if (_call is { IsCompletedSuccessfully: true } granted && (await granted).IsGranted)
            {
                _lease = (await granted).Grant!.LeaseId;
                test._grants++;
                _call = null;
                return;
            }

            if (_call is not null && test._clock.Now - _askedAt >= TimeSpan.FromSeconds(patience))
            {
                await _connection.CancelAsync();
                _connection.Dispose();
                _connection = new CancellationTokenSource();
                _call = null;
            }

            if (_call is null)
            {
                _askedAt = test._clock.Now;
                _request = test.Request();
                _call = test._service.AcquireAsync(Some.Key, _request, _connection.Token).AsTask();
            }
        }
    }
}
