using System.Security.Cryptography;
using System.Text;

namespace LockActors.Redis.Scripts;

/// <summary>A Lua script and the hash by which Redis knows it.</summary>
internal sealed class RedisScript(string text)
{
    public string Text { get; } = text;

    public byte[] Hash { get; } = SHA1.HashData(Encoding.UTF8.GetBytes(text));
}
