using LockActors.Client;
using Microsoft.Extensions.DependencyInjection;

namespace LockActors.Samples.Guide;

/// <summary>The first example of README.md. A test in tests/House compares them line by line.</summary>
internal static class Readme
{
    public static void Add(IServiceCollection services)
    {
        services.AddLockClient().UseHttp("http://127.0.0.1:8080");
    }

    public static async Task TakeAsync(ILockClient locks, string order, CancellationToken ct)
    {
        await using var handle = await locks.AcquireAsync("orders/42", new() { Wait = TimeSpan.FromSeconds(10) }, ct);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, handle.LostToken);
        await ChargeAsync(order, fencingToken: handle.Token, either.Token);

        await using var maybe = await locks.TryAcquireAsync("reports/nightly", cancellationToken: ct);
        if (maybe is null)
        {
            return;
        }

        Console.WriteLine($"{maybe.Key} is held until {maybe.ValidUntil}.");
    }

    private static async Task ChargeAsync(
        string order, FencingToken fencingToken, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Console.Out.WriteLineAsync($"{order} is charged, fenced by {fencingToken}.");
    }
}
