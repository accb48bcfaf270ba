using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace LockActors.Silo.Settings;

/// <summary>The address of this machine, or container, that others reach.</summary>
internal static class HostAddress
{
    /// <summary>The first IPv4 address of an interface that is up and is no loopback; loopback when there is
    /// none.</summary>
    public static IPAddress Find() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(static card => card.OperationalStatus == OperationalStatus.Up
            && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .SelectMany(static card => card.GetIPProperties().UnicastAddresses)
        .Select(static unicast => unicast.Address)
        .FirstOrDefault(static address => address.AddressFamily == AddressFamily.InterNetwork, IPAddress.Loopback);
}
