using System.Text.Json;
using LockActors.Actors;
using LockActors.Silo.Hosting;
using LockActors.Silo.Settings;
using LockActors.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LockActors.Server.Tests;

/// <summary>Who revoked what and why, and who lost a lock, stand in a file.</summary>
public sealed class AuditTests
{
    [Fact]
    public async Task Revoke_OverHttp_IsWrittenWithItsReason_AndSoIsTheLoss()
    {
        var file = Path.GetTempFileName();
        try
        {
            var log = LoggerFactory.Create(logging =>
                logging.AddProvider(new AuditFile(file + ".losses", TimeProvider.System)));
            using var service = new LocalLockService(
                new LocalLockOptions { Audit = log.CreateLogger(LockAudit.Category) });
            await using (var server = await RunningServer.StartAsync(
                service,
                settings: new ServerSettings { Audit = new AuditSettings { File = file } },
                services: services => services.AddSingleton<ILoggerProvider>(
                    new AuditFile(file, TimeProvider.System))))
            {
                await server.Service.AcquireAsync(
                    "k", new LockRequest { Id = RequestId.New(), Holder = HolderName.Parse("me") });
                using var revoked = await server.SendAsync(
                    HttpMethod.Delete, "/v1/locks/k", "{\"reason\":\"it \\\"hangs\\\"\"}");
                Assert.True(revoked.IsSuccessStatusCode);
                await Poll.UntilAsync(
                    async () => (await File.ReadAllTextAsync(file + ".losses")).EndsWith('\n'),
                    "a loss", RunningServer.Patience);
            }

            log.Dispose();
            var asked = Assert.Single(Lines(file));
            var lost = Assert.Single(Lines(file + ".losses"));
            Assert.Equal(
                (6003, "RevokeAsked"),
                (asked.GetProperty("id").GetInt32(), asked.GetProperty("event").GetString()));
            Assert.Equal(
                ("k", "anyone", "it \"hangs\"", "Revoked"),
                (Text(asked, "key"), Text(asked, "by"), Text(asked, "reason"), Text(asked, "outcome")));
            Assert.Equal(
                (5002, "me", "anyone", "it \"hangs\""),
                (lost.GetProperty("id").GetInt32(), Text(lost, "holder"), Text(lost, "by"), Text(lost, "note")));
        }
        finally
        {
            File.Delete(file);
            File.Delete(file + ".losses");
        }
    }

    [Fact]
    public async Task Revoke_IsAnswered_ThoughTheFileTakesNoMore()
    {
        using var full = new AuditFile("/dev/full", TimeProvider.System);
        await using var server = await RunningServer.StartAsync(
            services: services => services.AddSingleton<ILoggerProvider>(full));
        await server.Service.AcquireAsync("k", new LockRequest { Id = RequestId.New() });

        using var revoked = await server.SendAsync(HttpMethod.Delete, "/v1/locks/k", "{}");

        Assert.True(revoked.IsSuccessStatusCode, $"{revoked.StatusCode}");
    }

    private static string? Text(JsonElement line, string name) => line.GetProperty(name).GetString();

    private static List<JsonElement> Lines(string file) =>
        [.. File.ReadAllLines(file).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
}
