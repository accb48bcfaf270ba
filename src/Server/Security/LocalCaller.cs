using System.Net;
using Microsoft.AspNetCore.Http;

namespace LockActors.Server.Security;

/// <summary>Whether a request comes from this machine: all that a server without API keys serves, however it is
/// packaged. The connection tells, at both its ends; where the server listens is no proof, for other endpoints may be
/// configured, and a proxy may stand in front.</summary>
internal static class LocalCaller
{
    private const string NoKeys = "This server has no API keys, so it serves only callers on its own machine. ";

    private const string Help = "Give it keys (Auth:KeyFile, LockServerOptions.Keys), or let in every client that "
        + "reaches it (Auth:Open, --open, LockServerOptions.Open).";

    /// <summary>What proxies add to the requests of others. The last ones are what the middleware for forwarded headers
    /// leaves of them.</summary>
    private static readonly string[] OfProxies =
        ["X-Forwarded-", "Forwarded", "Via", "X-Real-IP", "CF-Connecting-IP", "X-Original-"];

    /// <summary>Why a request does not count as one from this machine; null when it does.</summary>
    public static string? WhyNot(HttpContext context)
    {
        var (local, remote) = (context.Connection.LocalIpAddress, context.Connection.RemoteIpAddress);
        if (!IsThisMachine(local, remote))
        {
            return $"{NoKeys}This request came from another one, or over an address that others reach. {Help}";
        }

        if (context.Request.Headers.Keys.FirstOrDefault(IsOfAProxy) is { } header)
        {
            return $"{NoKeys}The header {NameOf(header)} says that a proxy sent this request for another caller. "
                + Help;
        }

        return IsNameOfThisMachine(context.Request.Host.Host)
            ? null
            : $"{NoKeys}Their requests name it localhost, 127.0.0.1 or [::1], so that no web page reaches it under a "
                + $"name of its own. {Help}";
    }

    /// <summary>Without any address it is a Unix socket, or a server within the process.</summary>
    private static bool IsThisMachine(IPAddress? local, IPAddress? remote) =>
        local is null || remote is null ? local == remote : IsLoopback(local) && IsLoopback(remote);

    private static bool IsLoopback(IPAddress address) =>
        IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    private static bool IsOfAProxy(string header) => OfProxies.Any(known => Matches(header, known));

    /// <summary>As it is known here: what was sent is not repeated.</summary>
    private static string NameOf(string header)
    {
        var known = OfProxies.First(known => Matches(header, known));
        return known.EndsWith('-') ? $"{known}..." : known;
    }

    private static bool Matches(string header, string known) => known.EndsWith('-')
        ? header.StartsWith(known, StringComparison.OrdinalIgnoreCase)
        : header.Equals(known, StringComparison.OrdinalIgnoreCase);

    private static bool IsNameOfThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IsLoopback(address));
}
