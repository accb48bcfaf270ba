using System.Net;
using System.Security.Cryptography.X509Certificates;
using LockActors.Client.Orleans;
using LockActors.Silo.Settings;
using LockActors.Silo.Tests.Settings;
using LockActors.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Connections.Security;

namespace LockActors.Silo.Tests;

/// <summary>Mutual TLS between silos and with clients of the cluster.</summary>
public sealed class TlsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Authority _ours = new("ours");
    private readonly Authority _theirs = new("theirs");

    public void Dispose()
    {
        _ours.Dispose();
        _theirs.Dispose();
    }

    [RedisFact]
    public async Task Cluster_WithCertificatesOfItsAuthority_ServesAClientThatHasOneToo()
    {
        await using var redis = await RedisServer.StartAsync();
        var store = new StoreSettings { Kind = LeaseStoreKind.Redis, Masters = [redis.EndPoint] };
        await using var first = await RunningSilo.StartAsync(
            SiloSettingsTests.Read(_ours.PfxSettings("first", "opensesame")), store);
        await using var second = await RunningSilo.StartAsync(
            SiloSettingsTests.Read(_ours.PemSettings("second")) with
            {
                Primary = $"127.0.0.1:{first.Settings.SiloPort}",
            },
            store);
        using var client = await ConnectAsync(second.Gateway, _ours.Sign("client"));
        var grains = client.Services.GetRequiredService<IGrainFactory>();
        using var service = new OrleansLockService(grains);

        // Enough keys that both silos host some, whichever gateway is asked.
        for (var i = 0; i < 8; i++)
        {
            var reply = await service.AcquireAsync($"k{i}", new LockRequest { Id = RequestId.New() });
            Assert.Equal(LockOutcome.Granted, reply.Outcome);
        }

        Assert.Equal(2, (await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)).Count);
    }

    [Fact]
    public async Task Client_WithoutACertificate_IsRefused()
    {
        await using var silo = await RunningSilo.StartAsync(SiloSettingsTests.Read(_ours.PemSettings("silo")));

        await AssertRefusedAsync(silo, certificate: null);

        using var right = await ConnectAsync(silo.Gateway, _ours.Sign("client"));
    }

    [Fact]
    public async Task Client_WithACertificateOfAnotherAuthority_IsRefused()
    {
        await using var silo = await RunningSilo.StartAsync(SiloSettingsTests.Read(_ours.PemSettings("silo")));

        await AssertRefusedAsync(silo, _theirs.Sign("client"));

        using var right = await ConnectAsync(silo.Gateway, _ours.Sign("client"));
    }

    [Fact]
    public async Task Client_OfASiloThatIsNotMutual_NeedsNoCertificateButNoForeignOne()
    {
        var settings = SiloSettingsTests.Read(_ours.PemSettings("silo") + " --Silo:Tls:Mutual false");
        await using var silo = await RunningSilo.StartAsync(settings);

        using var client = await ConnectAsync(silo.Gateway, certificate: null);

        await AssertRefusedAsync(silo, _theirs.Sign("client"));
    }

    /// <summary>A client that is refused tries for minutes, so the silo's word counts: it ended the
    /// handshake.</summary>
    private static async Task AssertRefusedAsync(RunningSilo silo, X509Certificate2? certificate)
    {
        using var give = new CancellationTokenSource();
        var connecting = ConnectAsync(silo.Gateway, certificate, give.Token);

        await Poll.UntilAsync(() => silo.FailedHandshakes > 0, "a handshake that fails", Patience);

        Assert.False(connecting.IsCompletedSuccessfully);
        await give.CancelAsync();
        Assert.NotNull(await Record.ExceptionAsync(() => connecting.WaitAsync(Patience)));
    }

    /// <summary>A client that would trust any silo, so that only the silo can refuse.</summary>
    private static async Task<IHost> ConnectAsync(
        IPEndPoint gateway, X509Certificate2? certificate, CancellationToken cancellationToken = default)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client => client
            .UseStaticClustering(gateway)
            .Configure<ClusterOptions>(static cluster =>
                (cluster.ClusterId, cluster.ServiceId) = ("lockactors", "lockactors"))
            .UseTls(tls =>
            {
                tls.LocalCertificate = certificate;
                tls.ClientCertificateMode = certificate is null
                    ? RemoteCertificateMode.NoCertificate
                    : RemoteCertificateMode.RequireCertificate;
                tls.AllowAnyRemoteCertificate();
            }));
        var host = builder.Build();
        try
        {
            await host.StartAsync(cancellationToken);
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }
}
