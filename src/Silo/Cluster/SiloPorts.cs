using System.Net;
using System.Net.Sockets;
using LockActors.Silo.Hosting;
using LockActors.Silo.Settings;

namespace LockActors.Silo.Cluster;

/// <summary>The ports of a silo. They are occupied from the choice until Orleans listens on them, so that of two silos
/// that start at the same time each has ports of its own.</summary>
/// <remarks>Orleans itself would not notice a port that another silo uses: it listens with <c>SO_REUSEPORT</c>, and the
/// kernel then hands each connection to either of the two.</remarks>
internal sealed partial class SiloPorts : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>How many pairs of ports a silo tries that may choose, each one above the last.</summary>
    private const int Pairs = 100;

    /// <summary>Orleans listens one stage later.</summary>
    private const int LastStage = ServiceLifecycleStage.RuntimeInitialize - 2;

    private readonly bool _moved;
    private readonly Socket?[] _reserved;

    private SiloPorts(int silo, int gateway, bool moved, Socket?[] reserved)
    {
        Silo = silo;
        Gateway = gateway;
        _moved = moved;
        _reserved = reserved;
    }

    public int Silo { get; }

    public int Gateway { get; }

    /// <summary>Reserves the ports that the settings name, or the next free pair if the settings allow it.</summary>
    /// <exception cref="ServerHostException">The ports are in use.</exception>
    public static SiloPorts Reserve(SiloSettings settings)
    {
        var (address, silo, gateway) = (settings.AdvertisedAddress, settings.SiloPort, settings.GatewayPort);
        var pairs = settings.MayMovePorts ? Pairs : 1;
        for (var step = 0; step < pairs; step++)
        {
            if (!TryReserve(address, silo + step, out var first))
            {
                continue;
            }

            Socket? second = null;
            if (gateway == 0 || TryReserve(address, gateway + step, out second))
            {
                return new SiloPorts(silo + step, gateway == 0 ? 0 : gateway + step, step > 0, [first, second]);
            }

            first?.Dispose();
        }

        throw new ServerHostException(InUse(settings));
    }

    /// <summary>Says that the ports are in use, and what to do.</summary>
    public static string InUse(SiloSettings settings) => settings.MayMovePorts
        ? $"no pair of ports is free on {settings.AdvertisedAddress}, from {settings.SiloPort} and "
            + $"{settings.GatewayPort} to {settings.SiloPort + Pairs - 1} and {settings.GatewayPort + Pairs - 1}; "
            + "choose others with --silo-port N and --gateway-port N."
        : $"port {settings.SiloPort} or {settings.GatewayPort} on {settings.AdvertisedAddress} is in use; "
            + "choose others with --silo-port N and --gateway-port N.";

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(SiloPorts),
        LastStage,
        _ =>
        {
            Free();
            return Task.CompletedTask;
        });

    /// <summary>Logs the ports once the server has started, unless they are those of the settings.</summary>
    public void LogWhenStarted(IHostApplicationLifetime lifetime, ILogger<SiloPorts> log)
    {
        if (_moved)
        {
            lifetime.ApplicationStarted.Register(() => LogPorts(log, Silo, Gateway));
        }
    }

    /// <summary>Frees the ports for Orleans.</summary>
    public void Free() => Array.ForEach(_reserved, static socket => socket?.Dispose());

    private static bool TryReserve(IPAddress address, int port, out Socket? reserved)
    {
        reserved = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // A socket that is bound and does not listen would not keep others away.
            reserved.Bind(new IPEndPoint(address, port));
            reserved.Listen();
            return true;
        }
        catch (SocketException failure)
        {
            reserved.Dispose();
            reserved = null;
            return failure.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? false
                : throw new ServerHostException($"port {port} of {address} (Silo:AdvertisedIp): {failure.Message}.");
        }
    }

    [LoggerMessage(4003, LogLevel.Information,
        "The default ports are in use: this silo has port {Silo}, and port {Gateway} for Orleans clients.")]
    private static partial void LogPorts(ILogger log, int silo, int gateway);
}
