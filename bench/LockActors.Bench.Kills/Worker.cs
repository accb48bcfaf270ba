using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using LockActors.Wire;

namespace LockActors.Bench.Kills;

/// <summary>An HTTP client that acquires, has the grant checked, may renew, and releases, over and over.</summary>
internal sealed class Worker(int number, HttpClient http, HotKey? hot, Checker checker, Tally tally)
{
    private const int TtlMs = 20_000;
    private const int WaitMs = 2_000;

    /// <summary>While there is no connection to Redis, acquires fail at once: workers that spin on that would keep the
    /// server from connecting again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private bool IsRenewing => number % 4 == 0;

    public async Task RunAsync(CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            await TakeAsync(hot?.Name ?? $"kills-{number}-{i}");
        }
    }

    private async Task TakeAsync(string key)
    {
        var sent = TimeProvider.System.Monotonic();
        tally.Add(Tally.Acquires);
        var answer = await PostAsync<AcquireAnswer>(
            key, "acquire", new AcquireBody { TtlMs = TtlMs, WaitMs = WaitMs });
        if (answer is not { Status: WireStatus.Granted, LeaseId: { } lease, ValidMs: { } validMs })
        {
            Count("acquires", answer?.Status);
            await Task.Delay(Pause);
            return;
        }

        tally.Add(Tally.Grants);
        var isHandoff = hot?.WasHandedOver(sent) ?? false;
        if (isHandoff)
        {
            tally.Add(Tally.Handoffs);
        }

        await checker.CheckAsync(
            key, lease, sent, validMs, isHandoff ? "hand-off" : "grant", Tally.GrantsChecked);
        if (IsRenewing)
        {
            await RenewAsync(key, lease);
        }

        hot?.Release();
        await PostAsync<ReleaseAnswer>(key, "release", new ReleaseBody { LeaseId = lease });
    }

    private async Task RenewAsync(string key, string lease)
    {
        var sent = TimeProvider.System.Monotonic();
        var answer = await PostAsync<RenewAnswer>(key, "renew", new RenewBody { LeaseId = lease, TtlMs = TtlMs });
        if (answer is not { Status: WireStatus.Renewed, ValidMs: { } validMs })
        {
            Count("renewals", answer?.Status);
            return;
        }

        tally.Add(Tally.Renewals);
        await checker.CheckAsync(key, lease, sent, validMs, "renewal", Tally.RenewalsChecked);
    }

    private void Count(string verb, string? status)
    {
        if (status is not null)
        {
            tally.Add($"{verb} answered {status}");
        }
    }

    /// <summary>Null when there was no answer that can be read.</summary>
    private async Task<T?> PostAsync<T>(string key, string verb, object body)
        where T : class
    {
        try
        {
            using var answer = await http.PostAsJsonAsync(
                new Uri($"/v1/locks/{key}/{verb}", UriKind.Relative), body, Json);
            return await answer.Content.ReadFromJsonAsync<T>(Json);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or JsonException)
        {
            tally.Add(Tally.Unreached);
            return null;
        }
    }
}
