using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using LockActors.Server.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace LockActors.Server.Security;

/// <summary>How many requests a second one caller may send. A request that is held counts once, when it
/// comes.</summary>
internal static class RequestLimit
{
    private const int Network = 8;

    public static PartitionedRateLimiter<HttpContext> Create(int perSecond) =>
        PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(
            CallerOf(context), _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = perSecond,
                TokensPerPeriod = Math.Max(perSecond / 10, 1),
                ReplenishmentPeriod = TimeSpan.FromSeconds(Math.Max(perSecond / 10, 1) / (double)perSecond),
            }));

    /// <summary>Takes from what its caller may send as much as a request asks for that stands for several, beside what
    /// it took when it came.</summary>
    /// <returns>How many more it may have; fewer than asked for when the caller sends too much.</returns>
    public static int TakeMore(PartitionedRateLimiter<HttpContext>? limiter, HttpContext context, int more)
    {
        if (limiter is null)
        {
            return more;
        }

        while (more > 0)
        {
            var left = limiter.GetStatistics(context)?.CurrentAvailablePermits ?? 0;
            more = (int)Math.Min(more, left);
            using var lease = more > 0 ? limiter.AttemptAcquire(context, more) : null;
            if (lease is { IsAcquired: true })
            {
                return more;
            }
        }

        return 0;
    }

    public static ValueTask WriteProblemAsync(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        var after = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait)
            ? wait
            : TimeSpan.FromSeconds(1);
        var seconds = Math.Max((long)Math.Ceiling(after.TotalSeconds), 1);
        var response = rejected.HttpContext.Response;
        response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return new ValueTask(response.WriteProblemAsync(new ApiError(
            StatusCodes.Status429TooManyRequests, $"This caller sends too much; try again in {seconds} s.")));
    }

    /// <summary>The address of a caller, of which IPv6 gives each a whole network.</summary>
    public static string AddressOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        return address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, Network))
            : address.MapToIPv4().ToString();
    }

    private static string CallerOf(HttpContext context) =>
        KeyIdentity.Of(context.User) is { Entry: var entry } && entry != KeyIdentity.Anyone
            ? $"key {entry.Name}"
            : AddressOf(context);
}
