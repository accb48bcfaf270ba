using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LockActors.Cli.Commands;
using LockActors.Monitoring;
using LockActors.Wire;

namespace LockActors.Cli;

/// <summary>How a server is, for people and for scripts.</summary>
internal sealed record ServerStatus
{
    public required string Server { get; init; }

    public bool IsReachable { get; init; }

    public bool IsReady { get; init; }

    /// <summary>Why it is not reachable.</summary>
    public string? Problem { get; init; }

    /// <summary>What keeps it from being ready.</summary>
    public IReadOnlyList<string> Failing { get; init; } = [];

    /// <summary>Its locks in numbers, if it told them.</summary>
    public OverviewAnswer? Overview { get; init; }

    /// <summary>Its silos and masters, if it told them.</summary>
    public LockCluster? Cluster { get; init; }

    /// <summary>Why it told no numbers.</summary>
    public string? Refusal { get; init; }

    public string Describe()
    {
        var rows = new List<string[]> { new[] { "server", Server }, new[] { "state", State() } };
        if (Overview is { } counts)
        {
            var whose = counts.Prefixes is { } prefixes ? $" below {string.Join(", ", prefixes)}" : "";
            rows.Add(["locks", string.Create(
                CultureInfo.InvariantCulture,
                $"{counts.Held} held, {counts.Waiting} waiting ({counts.Contended} locks have waiters){whose}")]);
        }
        else if (Refusal is not null)
        {
            rows.Add(["locks", $"not known: {Refusal}"]);
        }

        rows.AddRange((Cluster?.Members ?? []).Select(static (member, index) =>
            new[] { index == 0 ? "silos" : "", Describe(member) }));
        if (Cluster is { } cluster)
        {
            rows.Add(["store", Describe(cluster)]);
            rows.AddRange(cluster.Masters.Select(static (master, index) =>
                new[] { index == 0 ? "masters" : "", Describe(master) }));
        }

        return Output.Table(rows);
    }

    public JsonObject ToJson() => new()
    {
        ["server"] = Server,
        ["reachable"] = IsReachable,
        ["ready"] = IsReady,
        ["problem"] = Problem ?? Refusal,
        ["failing"] = new JsonArray([.. Failing.Select(static name => (JsonNode)name)]),
        ["held"] = Overview?.Held,
        ["waiting"] = Overview?.Waiting,
        ["contended"] = Overview?.Contended,
        ["cluster"] = Cluster is null ? null : JsonSerializer.SerializeToNode(Cluster, MonitorJson.Default.LockCluster),
    };

    private string State() => this switch
    {
        { IsReady: true } => "ready",
        { IsReachable: false } => $"not reachable: {Problem}",
        { Failing.Count: 0 } => "not ready",
        _ => $"not ready: {string.Join(", ", Failing.Select(Explain))}",
    };

    private static string Explain(string failing) => failing switch
    {
        "draining" => "draining (it is stopping)",
        "locks" => "locks (the lock service does not answer)",
        "store" => "store (the lease store does not answer)",
        "membership" => "membership (the silo is not an active member of its cluster)",
        _ => failing,
    };

    private static string Describe(LockMember member)
    {
        var status = member.Status.ToLowerInvariant();
        return member.Answered
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{member.Name} is {status}, {member.Held ?? 0} held, {member.Waiting ?? 0} waiting")
            : $"{member.Name} is {status} and did not answer";
    }

    private static string Describe(LockCluster cluster)
    {
        var voting = cluster.Masters.Count(static master => master.Votes);
        return cluster.Store switch
        {
            "none" => "none: leases are in the memory of the silos",
            "redlock" => $"redlock, {voting} of {cluster.Masters.Count} masters vote",
            _ => cluster.Store,
        };
    }

    private static string Describe(StoreMaster master) => $"{master.EndPoint} " + master switch
    {
        { Up: false } => "does not answer",
        { ReadOnly: true } => "refuses writes: it is a replica",
        { Votes: false, VotesIn: { } left } => $"answers, and votes in {Durations.Show(left)}: it has just started",
        { Votes: false } => "answers, and does not vote",
        { Latency: { } latency } => string.Create(
            CultureInfo.InvariantCulture, $"answers within {latency.TotalMilliseconds:0.0} ms"),
        _ => "answers",
    };
}
