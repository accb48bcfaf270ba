using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LockActors.Silo.Cluster;
using LockActors.Silo.Hosting;
using LockActors.Silo.Settings;
using LockActors.TestKit;

namespace LockActors.Silo.Tests;

/// <summary>The ports of silos that share a machine, with processes of this build.</summary>
public sealed class PortTests : IDisposable
{
    private const string Listening = "LockActors (silo) listening on ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<Process> _processes = [];
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    public void Dispose()
    {
        _http.Dispose();
        foreach (var process in _processes)
        {
            process.Kill();
            process.Dispose();
        }
    }

    [Fact]
    public async Task Servers_StartedAtOnceWithoutPorts_EachHavePortsAndLocksOfTheirOwn()
    {
        var servers = new[] { Start(), Start(), Start() };
        var addresses = await Task.WhenAll(servers.Select(AddressAsync));

        // The same key is free on each, so none has joined another.
        var taken = await Task.WhenAll(addresses.Select(AcquireAsync));
        var ports = await Task.WhenAll(addresses.Select(SiloPortAsync));

        Assert.All(taken, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(servers.Length, ports.Distinct().Count());
    }

    [Theory]
    [InlineData("--silo-port", "--gateway-port")]
    [InlineData("--gateway-port", "--silo-port")]
    public async Task Port_ThatWasGivenAndIsInUse_IsRefusedInOneLine(string used, string free)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var ports = new Dictionary<string, int>
        {
            [used] = ((IPEndPoint)other.LocalEndpoint).Port,
            [free] = FreePort(),
        };

        await IsRefusedAsync(ports);
    }

    [Fact]
    public async Task Port_ThatAnotherSiloHas_IsRefusedInOneLine()
    {
        var ports = new Dictionary<string, int> { ["--silo-port"] = FreePort(), ["--gateway-port"] = FreePort() };
        await AddressAsync(Start(ArgumentsOf(ports)));
        ports["--gateway-port"] = FreePort();

        await IsRefusedAsync(ports);
    }

    [Fact]
    public void Reserve_WhileAnotherSiloHasThePair_TakesTheNext()
    {
        var settings = new SiloSettings { SiloPort = 21_111, GatewayPort = 24_111, MayMovePorts = true };
        var first = SiloPorts.Reserve(settings);
        var second = SiloPorts.Reserve(settings);
        using var gateway = new TcpListener(IPAddress.Loopback, second.Gateway + 1);
        gateway.Start();
        var third = SiloPorts.Reserve(settings);
        Array.ForEach([first, second, third], static ports => ports.Free());

        Assert.Equal((first.Silo + 1, first.Gateway + 1), (second.Silo, second.Gateway));
        Assert.Equal((second.Silo + 2, second.Gateway + 2), (third.Silo, third.Gateway));
    }

    [Fact]
    public void Reserve_OfAnAddressOfAnotherMachine_SaysSo()
    {
        var settings = new SiloSettings { AdvertisedIp = "192.0.2.1" };

        var failure = Assert.Throws<ServerHostException>(() => SiloPorts.Reserve(settings));

        Assert.StartsWith("port 11111 of 192.0.2.1 (Silo:AdvertisedIp): ", failure.Message, StringComparison.Ordinal);
    }

    private Process Start(params string[] args)
    {
        var process = Process.Start(Executables.OfThisBuild("LockActors.Silo", ["--port", "0", .. args]))!;
        _processes.Add(process);
        return process;
    }

    private static string[] ArgumentsOf(Dictionary<string, int> ports) =>
        [.. ports.SelectMany(port => new[] { port.Key, $"{port.Value}" })];

    private async Task IsRefusedAsync(Dictionary<string, int> ports)
    {
        var process = Start(ArgumentsOf(ports));
        var error = await process.StandardError.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);

        Assert.Equal(
            $"LockActors (silo): port {ports["--silo-port"]} or {ports["--gateway-port"]} on 127.0.0.1 is in use; "
            + "choose others with --silo-port N and --gateway-port N.\n",
            error);
        Assert.Equal(ServerHost.UnavailableExitCode, process.ExitCode);
    }

    private static async Task<string> AddressAsync(Process process)
    {
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        Assert.StartsWith(Listening, line, StringComparison.Ordinal);
        return line![Listening.Length..];
    }

    private async Task<HttpStatusCode> AcquireAsync(string server)
    {
        using var body = new StringContent("{\"ttlMs\":60000}", Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync($"{server}/v1/locks/k/acquire", body);
        return answer.StatusCode;
    }

    /// <summary>The port of the only silo that the server's cluster has.</summary>
    private async Task<string> SiloPortAsync(string server)
    {
        using var cluster = JsonDocument.Parse(await _http.GetStringAsync($"{server}/v1/cluster"));
        var silo = Assert.Single(cluster.RootElement.GetProperty("members").EnumerateArray());
        return silo.GetProperty("address").GetString()!.Split(':')[1];
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
