using LockActors.Client;

namespace LockActors.Samples.Guide;

/// <summary>The ways to take a lock.</summary>
internal static class Taking
{
    public static async Task AcquireAsync(ILockClient locks)
    {
        await using var handle = await locks.AcquireAsync("orders/42");
        await WorkAsync(handle.Token, handle.LostToken);
    }

    public static async Task TryAsync(ILockClient locks)
    {
        await using var handle = await locks.TryAcquireAsync("reports/nightly");
        if (handle is null)
        {
            return; // Definitely not acquired: another client holds it.
        }

        await WorkAsync(handle.Token, handle.LostToken);
    }

    public static async Task TimeOutAsync(ILockClient locks)
    {
        await using var other = await locks.AcquireAsync("busy");
        try
        {
            await using var handle = await locks.AcquireAsync("busy", new() { Wait = TimeSpan.FromMilliseconds(50) });
        }
        catch (LockTimeoutException error)
        {
            Console.WriteLine($"Not acquired within {error.Waited.TotalMilliseconds} ms.");
        }
    }

    public static async Task CancelAsync(ILockClient locks)
    {
        await using var other = await locks.AcquireAsync("busy");
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        try
        {
            await using var handle = await locks.AcquireAsync("busy", cancellationToken: source.Token);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("The wait was cancelled; the place in the queue is gone.");
        }
    }

    public static async Task RunAsync(ILockClient locks)
    {
        try
        {
            await locks.RunAsync("orders/42", async (handle, token) => await WorkAsync(handle.Token, token));
        }
        catch (LockLostException error)
        {
            Console.WriteLine($"The work was cut short: {error.Reason}.");
        }
    }

    public static async Task SeveralAsync(ILockClient locks)
    {
        await using var set = await locks.AcquireAllAsync(["accounts/7", "accounts/3"]);
        await WorkAsync(set["accounts/7"].Token, set.LostToken);
    }

    public static async Task LeadAsync(ILockClient locks)
    {
        var leading = new TaskCompletionSource<FencingToken>();
        await using var election = await locks.ElectLeaderAsync(
            "scheduler",
            gained: async (handle, untilLost) =>
            {
                leading.SetResult(handle.Token);
                await WorkAsync(handle.Token, untilLost);
            },
            lost: () => Task.CompletedTask);
        Console.WriteLine($"Leads with token {await leading.Task}.");
    }

    private static Task WorkAsync(FencingToken token, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(token);
    }
}
