namespace LockActors.Simulation;

/// <summary>Which faults a run has, and how many: each seed draws its own mixture.</summary>
internal sealed record FaultSchedule
{
    public int Sessions { get; init; }
    public double Loss { get; init; }
    public double Duplication { get; init; }
    public double SlowMessages { get; init; }
    public double Partitions { get; init; }
    public bool IsFast { get; init; }
    public double StoreFaults { get; init; }
    public double LateChanges { get; init; }
    public double Crashes { get; init; }
    public double HangUps { get; init; }
    public double Pauses { get; init; }
    public double Restarts { get; init; }
    public double DataLoss { get; init; }
    public double Outsiders { get; init; }
    public bool HasSharedScope { get; init; }
    public TimeSpan LockDelay { get; init; }
    public TimeSpan Linger { get; init; }
    public bool PlacesUnseen { get; init; }

    public static FaultSchedule Draw(Simulator simulator)
    {
        double Some(double most) => simulator.Chance(0.5) ? simulator.Random.NextDouble() * most : 0;
        var restarts = Some(0.15);
        return new FaultSchedule
        {
            Sessions = simulator.Random.Next(2, 6),
            Loss = Some(0.2),
            Duplication = Some(0.2),
            SlowMessages = Some(0.1),
            Partitions = Some(0.1),
            IsFast = simulator.Chance(0.5),
            StoreFaults = Some(0.3),
            LateChanges = Some(0.1),
            Crashes = Some(0.1),
            HangUps = Some(0.2),
            Pauses = Some(0.1),
            Restarts = restarts,

            // A lease that the store lost lives on in the actor's memory. No design survives losing both; fencing
            // does, and it is checked all the same.
            DataLoss = restarts > 0 ? 0 : Some(0.1),
            Outsiders = Some(0.2),
            HasSharedScope = simulator.Chance(0.3),
            LockDelay = TimeSpan.FromSeconds(Some(2)),
            Linger = TimeSpan.FromMilliseconds(Some(20)),
            PlacesUnseen = simulator.Chance(0.7),
        };
    }

    public FaultSchedule Heal() => new()
    {
        Sessions = Sessions,
        HasSharedScope = HasSharedScope,
        PlacesUnseen = PlacesUnseen,
    };
}
