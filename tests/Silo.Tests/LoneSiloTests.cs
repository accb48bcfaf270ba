using System.Diagnostics;
using System.Net;
using System.Text;
using LockActors.Silo.Hosting;
using LockActors.TestKit;

namespace LockActors.Silo.Tests;

/// <summary>Servers that keep leases in memory and find each other in a membership table, with processes of this
/// build.</summary>
public sealed class LoneSiloTests : IAsyncLifetime
{
    /// <summary>By SIGABRT.</summary>
    private const int SiloAborted = 134;

    private const string Listening = "LockActors (silo) listening on ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly List<Process> _processes = [];
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private RedisServer? _membership;

    public async Task InitializeAsync()
    {
        if (RedisServer.WhyMissing is null)
        {
            _membership = await RedisServer.StartAsync();
        }
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        foreach (var process in _processes)
        {
            process.Kill();
            process.Dispose();
        }

        await (_membership?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [RedisFact]
    public async Task Start_OfASecondSilo_IsRefusedInOneLineAndTheFirstGoesOn()
    {
        var ports = FreePorts.Find(4);
        var server = await AddressAsync(Start(ports[0], ports[1]));
        Assert.Equal(HttpStatusCode.OK, await AcquireAsync(server, "held"));

        var second = Start(ports[2], ports[3]);
        var error = await second.StandardError.ReadToEndAsync().WaitAsync(Patience);
        await second.WaitForExitAsync().WaitAsync(Patience);

        Assert.Equal(ServerHost.UsageExitCode, second.ExitCode);
        Assert.True(error.IndexOf('\n') == error.Length - 1, $"more than one line:\n{error}");
        Assert.StartsWith("LockActors (silo): Without a lease store", error, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{ports[0]}", error, StringComparison.Ordinal);
        Assert.Contains("--store redis --redis HOST:PORT", error, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, await AcquireAsync(server, "held"));
        Assert.Equal(HttpStatusCode.OK, await AcquireAsync(server, "another"));
    }

    [RedisFact]
    public async Task Start_OfTwoSilosAtOnce_LetsAtMostOneIn()
    {
        var ports = FreePorts.Find(4);
        var silos = new[] { Start(ports[0], ports[1]), Start(ports[2], ports[3]) };

        var lines = await Task.WhenAll(silos.Select(
            silo => silo.StandardOutput.ReadLineAsync().WaitAsync(Patience)));

        if (lines.All(line => line is not null))
        {
            // On a machine that stood still for long, one was declared dead by the other: it must end when it learns.
            await Task.WhenAny(silos.Select(silo => silo.WaitForExitAsync())).WaitAsync(Patience);
        }

        foreach (var (silo, line) in silos.Zip(lines).Where(pair => pair.Second is null))
        {
            await silo.WaitForExitAsync().WaitAsync(Patience);
            Assert.True(silo.ExitCode == ServerHost.UsageExitCode, $"exit code {silo.ExitCode} after '{line}'");
        }
    }

    [RedisFact]
    public async Task Start_BesideASiloThatStandsStill_EndsItWhenItWakes()
    {
        var ports = FreePorts.Find(4);
        var first = Start(ports[0], ports[1]);
        await AddressAsync(first);
        var error = first.StandardError.ReadToEndAsync();
        await first.FreezeAsync();

        var server = await AddressOnceAllowedAsync(ports[2], ports[3]);
        Assert.Equal(HttpStatusCode.OK, await AcquireAsync(server, "held"));

        await first.ThawAsync();
        await first.WaitForExitAsync().WaitAsync(Patience);
        Assert.True(first.ExitCode == SiloAborted, $"exit code {first.ExitCode}: {await error}");
    }

    [RedisFact]
    public async Task Start_AfterAKill_AtTheSameAddress_IsAllowed()
    {
        var ports = FreePorts.Find(2);
        var first = Start(ports[0], ports[1]);
        await AddressAsync(first);
        first.Kill();
        await first.WaitForExitAsync().WaitAsync(Patience);

        var server = await AddressAsync(Start(ports[0], ports[1]));

        Assert.Equal(HttpStatusCode.OK, await AcquireAsync(server, "held"));
    }

    private Process Start(int siloPort, int gatewayPort)
    {
        var process = Process.Start(Executables.OfThisBuild(
            "LockActors.Silo",
            [
                "--port", "0", "--silo-port", $"{siloPort}", "--gateway-port", $"{gatewayPort}",
                "--clustering", "redis", "--cluster-redis", _membership!.EndPoint,
            ]))!;
        _processes.Add(process);
        return process;
    }

    /// <summary>Starts a silo again and again, until the other one has been silent for long enough.</summary>
    private async Task<string> AddressOnceAllowedAsync(int siloPort, int gatewayPort)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(begun) < Patience)
        {
            var silo = Start(siloPort, gatewayPort);
            if (await silo.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
            {
                return line[Listening.Length..];
            }

            await silo.WaitForExitAsync().WaitAsync(Patience);
            Assert.Equal(ServerHost.UsageExitCode, silo.ExitCode);
        }

        throw new TimeoutException($"No silo was allowed within {Patience}.");
    }

    private static async Task<string> AddressAsync(Process process)
    {
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        Assert.StartsWith(Listening, line, StringComparison.Ordinal);
        return line![Listening.Length..];
    }

    private async Task<HttpStatusCode> AcquireAsync(string server, string key)
    {
        using var body = new StringContent("{\"ttlMs\":60000}", Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync($"{server}/v1/locks/{key}/acquire", body);
        return answer.StatusCode;
    }
}
