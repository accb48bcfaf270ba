using System.Diagnostics;
using System.Globalization;
using LockActors.Engine;

namespace LockActors.Bench;

/// <summary>How long the decisions of an uncontended acquire and release take, and what they allocate.</summary>
internal static class MachineBench
{
    private const int Rounds = 7;
    private const int PairsPerRound = 2_000_000;

    public static void Run()
    {
        var machine = new LockMachine(LockLimits.Default);
        var pairs = new Pairs(machine);
        pairs.Run(PairsPerRound);
        var best = double.MaxValue;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < Rounds; round++)
        {
            var watch = Stopwatch.GetTimestamp();
            pairs.Run(PairsPerRound);
            best = Math.Min(best, Stopwatch.GetElapsedTime(watch).TotalNanoseconds / PairsPerRound);
        }

        var bytes = (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)(Rounds * PairsPerRound);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"LockMachine, uncontended: {best:N0} ns and {bytes:N2} bytes a pair (best of {Rounds} rounds)"));
        Console.WriteLine();
    }

    private sealed class Pairs
    {
        private readonly LockMachine _machine;
        private readonly Guid[] _ids;
        private readonly LockRequest[] _requests;
        private long _time = 1;

        public Pairs(LockMachine machine)
        {
            _machine = machine;
            _ids = [.. Enumerable.Range(0, 1024).Select(_ => Guid.NewGuid())];
            _requests = [.. _ids.Select(static id => new LockRequest { Id = new RequestId(id) })];
        }

        public void Run(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var id = _ids[i & 1023];
                _machine.Acquire(new CallId(1), _requests[i & 1023], LeaseId.FromBits(id), Now());
                var granted = _machine.StoreDone(Now()).Answers[0];
                _machine.Release(new CallId(2), granted.Lease, granted.Request, Now());
                _machine.StoreDone(Now());
            }
        }

        private Moment Now() => new(TimeSpan.FromTicks(++_time), _time);
    }
}
