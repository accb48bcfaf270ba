using System.Security.Cryptography;
using LockActors.Server.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace LockActors.Server.Dashboard;

/// <summary>The files of the dashboard, which are part of this assembly: one page at <c>/</c>, and what it loads below
/// <c>/app/</c>.</summary>
/// <remarks>There is no inline script or style and nothing from elsewhere, so that a policy of <c>default-src
/// 'self'</c> holds.</remarks>
internal sealed class DashboardAssets
{
    private const string Prefix = "dashboard/";
    private const string Index = "index.html";

    private readonly Dictionary<string, Asset> _assets = Load();

    /// <summary>The page, whose links are relative, so that it works below any path; that path ends in a slash
    /// therefore.</summary>
    public Task IndexAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Path.Value is not [.., '/'])
        {
            var path = new PathString($"{request.Path.Value}/");
            context.Response.Redirect((request.PathBase + path).Add(request.QueryString));
            return Task.CompletedTask;
        }

        return WriteAsync(context, Index);
    }

    public Task FileAsync(HttpContext context) =>
        WriteAsync(context, context.Request.RouteValues["path"] as string ?? "");

    private async Task WriteAsync(HttpContext context, string path)
    {
        var response = context.Response;
        if (!_assets.TryGetValue(path, out var asset))
        {
            await ServerRoutes.RefusePathAsync(context).ConfigureAwait(false);
            return;
        }

        var headers = response.GetTypedHeaders();
        headers.ETag = asset.Tag;
        headers.CacheControl = path == Index
            ? new CacheControlHeaderValue { NoStore = true }
            : new CacheControlHeaderValue { NoCache = true };

        var known = context.Request.GetTypedHeaders().IfNoneMatch;
        if (known.Any(tag => tag.Compare(asset.Tag, useStrongComparison: false)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = asset.ContentType;
        response.ContentLength = asset.Bytes.Length;
        await response.BodyWriter.WriteAsync(asset.Bytes, context.RequestAborted).ConfigureAwait(false);
    }

    private static Dictionary<string, Asset> Load()
    {
        var assembly = typeof(DashboardAssets).Assembly;
        var types = new FileExtensionContentTypeProvider();
        var assets = new Dictionary<string, Asset>(StringComparer.Ordinal);
        var names = assembly.GetManifestResourceNames();
        foreach (var name in names.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            var path = name[Prefix.Length..].Replace('\\', '/');
            var type = types.TryGetContentType(path, out var known) ? known : "application/octet-stream";
            assets[path] = new Asset(
                bytes,
                type.StartsWith("text/", StringComparison.Ordinal) ? $"{type}; charset=utf-8" : type,
                new EntityTagHeaderValue($"\"{Convert.ToHexString(SHA256.HashData(bytes), 0, 8)}\""));
        }

        return assets;
    }

    private sealed record Asset(byte[] Bytes, string ContentType, EntityTagHeaderValue Tag);
}
