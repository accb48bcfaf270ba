namespace LockActors.Simulation;

/// <summary>Events in the order of true time, and the one source of chance.</summary>
internal sealed class Simulator(int seed)
{
    private readonly PriorityQueue<Action, (TimeSpan, long)> _events = new();
    private long _order;

    public Random Random { get; } = new(seed);

    public TimeSpan Now { get; private set; } = TimeSpan.FromSeconds(1);

    public int Steps { get; private set; }

    public void After(TimeSpan delay, Action action)
    {
        Assert.True(delay >= TimeSpan.Zero);
        _events.Enqueue(action, (Now + delay, ++_order));
    }

    /// <summary>Runs events until a moment; false when none were left.</summary>
    public bool RunUntil(TimeSpan end)
    {
        while (_events.TryPeek(out _, out var due) && due.Item1 <= end)
        {
            Now = due.Item1;
            Steps++;
            Assert.True(Steps < 1_000_000, "a million events: something spins");
            _events.Dequeue()();
        }

        Now = end;
        return _events.Count > 0;
    }

    public bool Chance(double probability) => Random.NextDouble() < probability;

    public TimeSpan Between(double fromSeconds, double toSeconds) =>
        TimeSpan.FromSeconds(fromSeconds + (Random.NextDouble() * (toSeconds - fromSeconds)));

    public NodeClock NewClock(double drift, TimeSpan wallError) => new(
        1 + (((Random.NextDouble() * 2) - 1) * drift),
        Between(10, 10_000),
        wallError * ((Random.NextDouble() * 2) - 1));
}
