using System.Net;
using System.Net.Sockets;

namespace LockActors.TestKit;

/// <summary>Ports of this machine that nothing listens on.</summary>
public static class FreePorts
{
    /// <summary>Finds some. All are taken before any is let go, so that they differ.</summary>
    /// <param name="count">How many.</param>
    public static int[] Find(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, port: 0)).ToList();
        listeners.ForEach(static listener => listener.Start());
        int[] ports = [.. listeners.Select(static listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(static listener => listener.Dispose());
        return ports;
    }
}
