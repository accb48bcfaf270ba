using LockActors.Actors;
using LockActors.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace LockActors.Grains.Tests;

/// <summary>Two activations of each key over one storage whose calls fail before and after their work, and come
/// late.</summary>
public sealed class GrainStorageStormTests
{
    private const int Seeds = 250;
    private const int Steps = 60;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Storm_OfFaultsOverTwoActivations_NeverYieldsTwoHoldersNorALowerToken(
        bool countsVersions, bool insertsTwice)
    {
        var grants = 0;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var rows = new RowStorage { CountsVersions = countsVersions, InsertsTwice = insertsTwice };
            using var run = new Run(seed, rows);
            grants += await run.RunAsync();
        }

        Assert.True(grants > Seeds, $"only {grants} grants");
    }

    private sealed class Run : IDisposable
    {
        private static readonly LockKey[] Keys = ["a", "b"];

        private readonly int _seed;
        private readonly Random _random;
        private readonly SimClock _clock = new();
        private readonly RowStorage _rows;
        private readonly LocalLockService[] _silos;
        private readonly List<TaskCompletionSource> _late = [];
        private readonly List<Holder> _holders = [];
        private readonly Dictionary<LockKey, FencingToken> _highest = [];

        public Run(int seed, RowStorage rows)
        {
            (_seed, _random, _rows) = (seed, new Random(seed), rows);
            _rows.BeforeRead = () => HarmAsync(late: 0.05);
            _rows.BeforeWrite = () => HarmAsync(late: 0.15);
            _rows.AfterWrite = () => HarmAsync(late: 0.05);
            _silos = [.. Enumerable.Range(0, 2).Select(_ => new LocalLockService(
                new LocalLockOptions
                {
                    Store = new GrainStorageLeaseStore(
                        _rows, "storm", new GrainStorageOptions(), _clock, NullLogger.Instance),
                },
                _clock))];
        }

        public async Task<int> RunAsync()
        {
            var grants = 0;
            for (var step = 0; step < Steps; step++)
            {
                grants += await StepAsync() ? 1 : 0;
            }

            return grants;
        }

        public void Dispose()
        {
            _late.ForEach(static late => late.TrySetResult());
            Array.ForEach(_silos, static silo => silo.Dispose());
        }

        private async Task<bool> StepAsync()
        {
            switch (_random.Next(6))
            {
                case 0 or 1:
                    return await AcquireAsync();
                case 2 when _holders.Count > 0:
                    await RenewAsync(_holders[_random.Next(_holders.Count)]);
                    break;
                case 3 when _holders.Count > 0:
                    var holder = _holders[_random.Next(_holders.Count)];

                    // It relies on the lock no more from the moment at which it lets go.
                    _holders.Remove(holder);
                    await PumpAsync(holder.Silo.ReleaseAsync(holder.Key, holder.Lease).AsTask());
                    break;
                default:
                    _clock.Advance(_random.NextDouble() * 4);
                    break;
            }

            return false;
        }

        private async Task<bool> AcquireAsync()
        {
            var (silo, key) = (_silos[_random.Next(2)], Keys[_random.Next(Keys.Length)]);
            var request = new LockRequest
            {
                Id = RequestId.New(),
                Ttl = TimeSpan.FromSeconds(2 + (_random.NextDouble() * 6)),
                OutlivesCall = true,
            };
            var reply = await PumpAsync(silo.AcquireAsync(key, request).AsTask());
            if (!reply.IsGranted || reply.Grant.ValidUntil <= _clock.Now)
            {
                return false;
            }

            Assert.True(
                reply.Grant.Token > _highest.GetValueOrDefault(key), $"seed {_seed}: {reply.Grant.Token} went back");
            _highest[key] = reply.Grant.Token;
            var other = _holders.Find(holder => holder.Key == key && holder.Until > _clock.Now);
            Assert.True(other is null, $"seed {_seed}: {key} was granted at {_clock.Now} beside {other}");
            _holders.Add(new Holder(silo, key, reply.Grant.LeaseId) { Until = reply.Grant.ValidUntil });
            return true;
        }

        private async Task RenewAsync(Holder holder)
        {
            // A silo that loses a key passes its holders to the other one.
            var silo = _random.Next(3) == 0 ? _silos[_random.Next(2)] : holder.Silo;
            var reply = await PumpAsync(
                silo.RenewAsync(holder.Key, holder.Lease, TimeSpan.FromSeconds(2 + _random.Next(6))).AsTask());
            if (reply.Outcome == RenewOutcome.Renewed && holder.Until > _clock.Now)
            {
                holder.Until = Drift.HolderDeadline(reply.CountedFrom, reply.ValidFor);
            }
            else if (reply.Outcome == RenewOutcome.Lost)
            {
                _holders.Remove(holder);
            }
        }

        /// <summary>Time goes on while a call is under way, and late work of the storage goes on at some
        /// time.</summary>
        private async Task<T> PumpAsync<T>(Task<T> call)
        {
            while (!call.IsCompleted)
            {
                await Task.WhenAny(call, Task.Run(static () => Thread.Yield()));
                if (!call.IsCompleted)
                {
                    _clock.Advance(0.01);
                    if (_late.Count > 0 && _random.Next(40) == 0)
                    {
                        var late = _late[_random.Next(_late.Count)];
                        _late.Remove(late);
                        late.SetResult();
                    }
                }
            }

            return await call;
        }

        private Task HarmAsync(double late)
        {
            lock (_random)
            {
                var chance = _random.NextDouble();
                if (chance < 0.08)
                {
                    throw new IOException("broken");
                }

                if (chance > 1 - late)
                {
                    var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    _late.Add(gate);
                    return gate.Task;
                }

                return Task.CompletedTask;
            }
        }
    }

    private sealed record Holder(LocalLockService Silo, LockKey Key, LeaseId Lease)
    {
        public TimeSpan Until { get; set; }
    }
}
