using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LockActors.Server.Api;

/// <summary>A request whose path is routed with a dash for the key, while the key itself is read from the request
/// target. Which part of the target is the key shows only when the application has said what its path base is, so
/// the path follows the path base.</summary>
internal sealed class KeyedRequest : IHttpRequestFeature
{
    private readonly IHttpRequestFeature _sent;
    private readonly MappedServers _servers;
    private readonly (string Base, string Path) _original;
    private string _path;
    private string? _dashed;

    private KeyedRequest(IHttpRequestFeature sent, MappedServers servers)
    {
        _sent = sent;
        _servers = servers;
        _original = (sent.PathBase, sent.Path);
        _path = sent.Path;
        Read();
    }

    /// <summary>The key, when the request names a lock of a mapped server.</summary>
    public RawKey? Key { get; private set; }

    public string Path
    {
        get => _path;
        set
        {
            _sent.Path = value;
            Read();
        }
    }

    public string PathBase
    {
        get => _sent.PathBase;
        set
        {
            _sent.PathBase = value;
            Read();
        }
    }

    public string Method
    {
        get => _sent.Method;
        set
        {
            _sent.Method = value;
            Read();
        }
    }

    public string Protocol
    {
        get => _sent.Protocol;
        set => _sent.Protocol = value;
    }

    public string Scheme
    {
        get => _sent.Scheme;
        set => _sent.Scheme = value;
    }

    public string QueryString
    {
        get => _sent.QueryString;
        set => _sent.QueryString = value;
    }

    public string RawTarget
    {
        get => _sent.RawTarget;
        set => _sent.RawTarget = value;
    }

    public IHeaderDictionary Headers
    {
        get => _sent.Headers;
        set => _sent.Headers = value;
    }

    public Stream Body
    {
        get => _sent.Body;
        set => _sent.Body = value;
    }

    public static bool MayNameALock(string? target) =>
        target?.Contains(RawKey.Root + "/", StringComparison.OrdinalIgnoreCase) == true;

    public static void Watch(HttpContext context, IHttpRequestFeature request, MappedServers servers)
    {
        var keyed = new KeyedRequest(request, servers);
        context.Features.Set<IHttpRequestFeature>(keyed);
        context.Features.Set(keyed);
    }

    /// <summary>The key of a request; null when it names no lock.</summary>
    public static RawKey? KeyOf(HttpContext context) => context.Features.Get<KeyedRequest>()?.Key;

    private void Read()
    {
        (Key, _path) = (null, _sent.Path);
        if (IsRewritten())
        {
            return;
        }

        var path = PathOf(_sent.RawTarget);
        var at = _servers.KeyIn(path, _sent.PathBase, out var start);
        if (at >= 0 && RawKey.Find(path[at..], _sent.Method, out var verb) is { } key)
        {
            _dashed = $"{Uri.UnescapeDataString(path[start..at])}-{verb}";
            (Key, _path) = (key, _dashed);
        }
    }

    /// <summary>Whether the application has put another path in the place of the one that was sent. Moving a part of
    /// it to the path base is not that, nor is putting back what it read here.</summary>
    private bool IsRewritten() =>
        _sent.Path != _original.Path
        && _sent.PathBase + _sent.Path != _original.Base + _original.Path
        && _sent.Path != _dashed;

    private static string PathOf(string target)
    {
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? target : target[..question];
        var scheme = path.StartsWith('/') ? -1 : path.IndexOf("://", StringComparison.Ordinal);
        var start = scheme < 0 ? 0 : path.IndexOf('/', scheme + 3);
        return start < 0 ? "" : path[start..];
    }
}
