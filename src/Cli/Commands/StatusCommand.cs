using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using LockActors.Client.Http;
using LockActors.Monitoring;
using LockActors.Wire;

namespace LockActors.Cli.Commands;

/// <summary>lockctl status: how a server is.</summary>
internal static class StatusCommand
{
    private const int Ok = 200;

    public static Command Create()
    {
        var command = new Command(
            "status",
            "Shows how a server is: whether it answers and is ready, its locks, silos and Redis masters. "
            + "Exit codes: 0 ready, 69 not ready, no answer or no access.");
        command.SetAction((parsed, cancelled) => RunAsync(
            parsed.GetValue(CommonOptions.Server), parsed.GetValue(CommonOptions.Json)));
        return command;
    }

    private static async Task<int> RunAsync(string? option, bool json)
    {
        var server = Connection.NameOf(option);
        using var calls = new HttpCalls(new Uri(server), Connection.Options(), TimeProvider.System);
        var status = await ReadAsync(calls).ConfigureAwait(false);
        Console.WriteLine(json ? status.ToJson().ToJsonString() : status.Describe());
        return status is { IsReady: true, Refusal: null } ? ExitCodes.Ok : ExitCodes.NoServer;
    }

    private static async Task<ServerStatus> ReadAsync(HttpCalls calls)
    {
        var status = new ServerStatus { Server = calls.Server };
        var live = await GetAsync(calls, "/health/live").ConfigureAwait(false);
        if (live.Status != Ok || live.Read(WireJson.Default.HealthAnswer) is null)
        {
            return status with { Problem = live.Status == 0 ? live.Explain() : $"no lock server: {live.Explain()}" };
        }

        var ready = (await GetAsync(calls, "/health/ready").ConfigureAwait(false)).Read(WireJson.Default.HealthAnswer);
        status = status with
        {
            IsReachable = true,
            IsReady = ready?.Status == WireStatus.Ready,
            Failing = ready?.Failing ?? [],
        };

        // The whole service counts its locks by asking every silo; the two are asked at once.
        var counting = GetAsync(calls, "/v1/overview");
        var members = await GetAsync(calls, "/v1/cluster").ConfigureAwait(false);
        var counts = await counting.ConfigureAwait(false);
        return status with
        {
            Overview = Read(counts, OverviewJson.Default.OverviewAnswer),
            Cluster = Read(members, MonitorJson.Default.LockCluster),
            Refusal = RefusalOf(counts),
        };
    }

    private static Task<HttpAnswer> GetAsync(HttpCalls calls, string path) =>
        calls.SendAsync(HttpMethod.Get, path, null, Connection.Options().Timeout, CancellationToken.None).AsTask();

    private static T? Read<T>(in HttpAnswer answer, JsonTypeInfo<T> type)
        where T : class => answer.Status == Ok ? answer.Read(type) : null;

    /// <summary>Why the server does not tell of its locks; one without a monitor cannot.</summary>
    private static string? RefusalOf(in HttpAnswer answer) => answer.Status switch
    {
        Ok or 404 => null,
        401 => Connection.Key is null ? $"the API key is missing ({answer.Explain()})"
            : $"the API key is wrong ({answer.Explain()})",
        _ => answer.Explain(),
    };
}
