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

    private sealed class Pairs(LockMachine machine)
    {
        private readonly Guid[] _ids = [.. Enumerable.Range(0, 1024).Select(_ => Guid.NewGuid())];
        private long _time = 1;

        public void Run(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var id = _ids[i & 1023];
                var command = new AcquireCommand
                {
                    Request = new RequestId(id),
                    NewLease = LeaseId.FromBits(id),
                    Ttl = TimeSpan.FromSeconds(30),
                    TokenBlock = 1,
                };
                machine.Acquire(new CallId(1), command, Now());
                var granted = machine.StorePlaced(Now()).Answers[0];
                machine.Release(new CallId(2), granted.Lease, granted.Request, Now());
                machine.StorePlaced(Now());
            }
        }

        private Moment Now() => new(TimeSpan.FromTicks(++_time), _time);
    }
}
