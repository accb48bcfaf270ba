using System.Diagnostics.Metrics;
using LockActors.Actors;
using LockActors.Client;
using LockActors.Client.Http;

namespace LockActors.Bench;

/// <summary>What it costs a client to keep many locks: 10,000 handles of 30 s, renewed for a minute.</summary>
internal static class RenewalsBench
{
    private const int HandleCount = 10_000;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    /// <param name="server">The server, in a process of its own, or null for the in-process service.</param>
    public static async Task RunAsync(Uri? server)
    {
        var requests = 0;
        Counting CreateHandler() => new(() => Interlocked.Increment(ref requests));
        using var local = server is null ? new LocalLockService() : null;
        using var http = server is null
            ? null
            : new HttpLockService(server, new HttpLockOptions { CreateHandler = CreateHandler });
        using var client = new LockClient((ILockService?)local ?? http!);
        var handles = new ILockHandle[HandleCount];
        await Parallel.ForAsync(0, HandleCount, async (i, token) =>
            handles[i] = await client.AcquireAsync($"bench-{i}", cancellationToken: token));

        long renewals = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, owner) =>
        {
            if (instrument.Name == "lockactors.renewals")
            {
                owner.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref renewals, count));
        listener.Start();

        requests = 0;
        var (begun, cpu) = (TimeProvider.System.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await Task.Delay(Duration);
        var seconds = TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
        var used = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        Console.WriteLine(
            $"{server?.ToString() ?? "LocalLockService"}: {HandleCount} handles, "
            + $"{handles.Count(handle => handle.IsHeld)} held after {seconds:0} s; "
            + $"{renewals / seconds:0} renewals/s, {requests / seconds:0.0} requests/s, "
            + $"{100 * used / seconds:0.0}% of one core");
        await Parallel.ForEachAsync(handles, async (handle, _) => await handle.DisposeAsync());
    }

    private sealed class Counting(Action count) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            count();
            return base.SendAsync(request, cancellationToken);
        }
    }
}
