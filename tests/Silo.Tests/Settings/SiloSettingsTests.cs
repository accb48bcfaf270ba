using System.Net;
using LockActors.Silo.Settings;

namespace LockActors.Silo.Tests.Settings;

public sealed class SiloSettingsTests
{
    [Fact]
    public void Read_OfNothing_IsOneSiloOnLoopback()
    {
        var settings = Read("");

        Assert.True(settings.IsAlone);
        Assert.Equal(
            (IPAddress.Loopback, 11111, 30000), (settings.AdvertisedAddress, settings.SiloPort, settings.GatewayPort));
        Assert.Equal(DirectoryKind.Distributed, settings.Directory);
        Assert.False(settings.Tls.IsOn);
    }

    [Fact]
    public void Read_OfACluster_ReadsIt()
    {
        var settings = Read(
            "--cluster-id a --clustering redis --cluster-redis h:1,password=p --silo-port 2 --gateway-port 0 "
            + "--Silo:Directory local --Silo:AdvertisedIp 10.0.0.1 --Silo:ProbeTimeout 2s --redis h:1");

        Assert.Equal(("a", 2, 0, "h:1,password=p"),
            (settings.ClusterId, settings.SiloPort, settings.GatewayPort, settings.Redis));
        Assert.Equal((DirectoryKind.Local, TimeSpan.FromSeconds(2)), (settings.Directory, settings.ProbeTimeout));
        Assert.False(settings.IsAlone);
    }

    [Theory]
    [InlineData("--clustering etcd", "--clustering is 'etcd'; it must be localhost or redis.")]
    [InlineData("--clustering redis", "--clustering is redis, which needs Silo:Redis (--cluster-redis HOST:PORT).")]
    [InlineData("--cluster-redis h:1", "--cluster-redis is for Silo:Clustering redis, not localhost")]
    [InlineData("--cluster-redis nowhere", "--cluster-redis must begin with HOST:PORT;")]
    [InlineData("--clustering redis --cluster-redis h:1 --primary 10.0.0.1:1", "--primary is for Silo:")]
    [InlineData("--silo-port 0", "--silo-port is '0'; it must be 1 to 65535.")]
    [InlineData("--gateway-port 70000", "--gateway-port is '70000'; it must be 0 to 65535.")]
    [InlineData("--gateway-port 11111", "--gateway-port is 11111, the same as Silo:SiloPort.")]
    [InlineData("--primary here:1", "--primary is 'here:1'; it must be IP:PORT.")]
    [InlineData("--primary 127.0.0.1", "--primary is '127.0.0.1'; it must be IP:PORT.")]
    [InlineData("--cluster-id a/b", "--cluster-id is 'a/b'; it must be 1 to 100 letters")]
    [InlineData("--Silo:AdvertisedIp 0.0.0.0", "--Silo:AdvertisedIp is '0.0.0.0'; it must be an IP address that")]
    [InlineData("--Silo:Directory none", "--Silo:Directory is 'none'; it must be local or distributed.")]
    [InlineData("--Silo:ProbeTimeout 1h", "--Silo:ProbeTimeout is '1h'; it must be 200ms to 1m.")]
    [InlineData("--Silo:MissedProbes 0", "--Silo:MissedProbes is '0'; it must be 1 to 20.")]
    [InlineData("--Silo:TableRefresh 1ms", "--Silo:TableRefresh is '1ms'; it must be 1s to 10m.")]
    [InlineData("--primary 127.0.0.1:1", "--primary makes this one of several silos, which need a store")]
    [InlineData("--store redis --primary 127.0.0.1:1", "--store needs Store:Masters (--redis) when there are several")]
    [InlineData("--Silo:Tls:Key a", "--Silo:Tls:Key is given without Silo:Tls:Certificate.")]
    [InlineData("--Silo:Tls:Certificate a", "--Silo:Tls:Certificate needs Silo:Tls:Authority")]
    public void Read_OfABadValue_IsOneLineThatNamesIt(string line, string expected)
    {
        var (_, errors) = TryRead(line);

        Assert.Contains(expected, Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfCertificatesThatAreNotThere_NamesBothFiles()
    {
        var (_, errors) = TryRead("--Silo:Tls:Certificate a.pfx --Silo:Tls:Authority b.pem");

        Assert.Equal(2, errors.Count);
        Assert.Contains("--Silo:Tls:Certificate is 'a.pfx'; it must be a readable PFX", errors[0]);
        Assert.Contains("--Silo:Tls:Authority is 'b.pem'; it must be a readable PEM", errors[1]);
    }

    internal static SiloSettings Read(string line)
    {
        var (settings, errors) = TryRead(line);
        Assert.Empty(errors);
        return settings;
    }

    private static (SiloSettings Settings, IReadOnlyList<string> Errors) TryRead(string line)
    {
        var args = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var errors = SettingsBinder.Bind(new SettingsSources(CommandLine.Read(args)!), out var settings);
        return (settings.Silo, errors);
    }
}
