using LockActors.TestKit;

namespace LockActors.Actors.Tests;

public class ConcurrencyTests
{
    private const int Workers = 16;
    private const int Rounds = 300;

    [Fact]
    public async Task Acquire_ByManyThreadsOnFewKeys_NeverLetsTwoInAndTokensGrow()
    {
        using var service = new LocalLockService();
        var rooms = Enumerable.Range(0, 3).Select(number => new Room($"room-{number}")).ToArray();
        var workers = Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(service, rooms, worker)));

        await Task.WhenAll(workers).Soon();

        Assert.Equal(Workers * Rounds, rooms.Sum(room => room.Visits));
        Assert.Empty((await service.ListAsync(new LockQuery())).Locks);
    }

    private static async Task WorkAsync(LocalLockService service, Room[] rooms, int worker)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var room = rooms[(worker + round) % rooms.Length];
            var request = Some.LockRequest((worker * Rounds) + round + 1, wait: 60);
            var reply = await service.AcquireAsync(room.Key, request);
            Assert.True(reply.IsGranted, $"{reply.Outcome}");
            room.Enter(reply.Grant.Token);
            if (round % 4 == 0)
            {
                await Task.Yield();
            }

            room.Leave();
            var release = await service.ReleaseAsync(room.Key, reply.Grant.LeaseId, request.Id);
            Assert.Equal(ReleaseOutcome.Released, release.Outcome);
        }
    }

    /// <summary>What the lock protects: it notices two visitors at once and tokens that do not grow.</summary>
    private sealed class Room(string key)
    {
        private int _inside;
        private long _token;

        public LockKey Key { get; } = key;

        public int Visits { get; private set; }

        public void Enter(FencingToken token)
        {
            Assert.Equal(1, Interlocked.Increment(ref _inside));
            Assert.True(token.Value > _token);
            _token = token.Value;
            Visits++;
        }

        public void Leave() => Interlocked.Decrement(ref _inside);
    }
}
