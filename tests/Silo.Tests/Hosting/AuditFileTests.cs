using System.Diagnostics;
using System.Text.Json;
using LockActors.Silo.Hosting;
using LockActors.TestKit;
using Microsoft.Extensions.Logging;

namespace LockActors.Silo.Tests.Hosting;

/// <summary>The audit file while another program rotates it.</summary>
public sealed class AuditFileTests : IDisposable
{
    private const string Listening = "LockActors (silo) listening on ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lockactors-audit-");

    private string Current => Path.Combine(_folder.FullName, "audit.log");

    private string Rotated => Path.Combine(_folder.FullName, "audit.log.1");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Write_AfterTheFileIsMoved_GoesToANewOne()
    {
        using var file = new AuditFile(Current, TimeProvider.System);
        Write(file, "before");

        File.Move(Current, Rotated);
        Write(file, "after");
        Write(file, "later");

        Assert.Equal(["before"], KeysIn(Rotated));
        Assert.Equal(["after", "later"], KeysIn(Current));
    }

    [Fact]
    public void Write_AfterTheFileIsReplacedOrDeleted_GoesToTheOneAtThePath()
    {
        using var file = new AuditFile(Current, TimeProvider.System);
        Write(file, "before");

        File.WriteAllText(Rotated, "");
        File.Move(Rotated, Current, overwrite: true);
        Write(file, "replaced");
        Assert.Equal(["replaced"], KeysIn(Current));

        File.Delete(Current);
        Write(file, "deleted");
        Assert.Equal(["deleted"], KeysIn(Current));
    }

    [Fact]
    public void Write_AfterTheFileIsCopiedAndTruncated_BeginsAtItsStart()
    {
        using var file = new AuditFile(Current, TimeProvider.System);
        Write(file, "before");

        File.Copy(Current, Rotated);
        Truncate(Current);
        Write(file, "after");

        Assert.Equal(["before"], KeysIn(Rotated));
        Assert.Equal(["after"], KeysIn(Current));
        Assert.DoesNotContain((byte)0, File.ReadAllBytes(Current));
    }

    [Fact]
    public void Write_WhileTheFolderIsAway_IsLostAndGoesOnWhenItIsBack()
    {
        using var file = new AuditFile(Current, TimeProvider.System);
        _folder.Delete(recursive: true);

        Write(file, "lost");
        _folder.Create();
        Write(file, "after");

        Assert.Equal(["after"], KeysIn(Current));
    }

    [Fact]
    public async Task Hangup_OfAServerWithAnAuditFile_OpensItAnewAndTheServerGoesOn()
    {
        using var silo = Process.Start(Executables.OfThisBuild(
            "LockActors.Silo", ["--port", "0", "--Audit:File", Current]))!;
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        try
        {
            var line = await silo.StandardOutput.ReadLineAsync().WaitAsync(Patience);
            var locks = $"{line![Listening.Length..]}/v1/locks";
            await RevokeAsync(http, $"{locks}/before");

            File.Move(Current, Rotated);
            silo.HangUp();
            await Poll.UntilAsync(() => File.Exists(Current) || silo.HasExited, "a new file", Patience);
            Assert.False(silo.HasExited);
            await RevokeAsync(http, $"{locks}/after");

            Assert.Equal(["before"], KeysIn(Rotated));
            Assert.Equal(["after"], KeysIn(Current));
        }
        finally
        {
            silo.Kill();
        }
    }

    private static async Task RevokeAsync(HttpClient http, string address)
    {
        using var revoke = new HttpRequestMessage(HttpMethod.Delete, address) { Content = new StringContent("{}") };
        revoke.Content.Headers.ContentType = new("application/json");
        using var answer = await http.SendAsync(revoke);
        Assert.True((int)answer.StatusCode < 500, $"{answer.StatusCode}");
    }

    private static void Write(AuditFile file, string key)
    {
        var log = file.CreateLogger("LockActors.Audit");
        var fields = new List<KeyValuePair<string, object?>> { new("Key", key) };
        log.Log(LogLevel.Information, new EventId(1, "Test"), fields, null, static (_, _) => "");
    }

    private static void Truncate(string path)
    {
        using var file = new FileStream(path, FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite);
    }

    private static string[] KeysIn(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var text = new StreamReader(file);
        return [.. text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("key").GetString()!)];
    }
}
