using System.Net;
using LockActors.Server.Tests.Security;
using LockActors.Silo.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LockActors.Server.Tests;

/// <summary>What an orchestrator asks.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task Ready_WhileACheckFails_NamesItAndStaysAlive()
    {
        await using var server = await RunningServer.StartAsync(services: static services => services.AddHealthChecks()
            .AddCheck("broken", static () => HealthCheckResult.Unhealthy("of no use"), [LockServerHealthChecks.Tag])
            .AddCheck("fine", static () => HealthCheckResult.Healthy(), [LockServerHealthChecks.Tag]));

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, NotReady("broken", "of no use")),
            await AskAsync(server, "/health/ready"));
        Assert.Equal((HttpStatusCode.OK, """{"status":"live"}"""), await AskAsync(server, "/health/live"));
    }

    [Fact]
    public async Task Ready_WhileACheckHangs_IsAnsweredInTime()
    {
        await using var server = await RunningServer.StartAsync(
            configure: static options => options.ReadyTimeout = TimeSpan.FromMilliseconds(50),
            services: static services => services.AddHealthChecks().AddAsyncCheck("slow", static async stop =>
            {
                await new TaskCompletionSource().Task.WaitAsync(stop);
                return HealthCheckResult.Healthy();
            }, [LockServerHealthChecks.Tag]));

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, NotReady("slow", "no answer in 50ms")),
            await AskAsync(server, "/health/ready"));
    }

    [Fact]
    public async Task Drain_MakesUnreadyAtOnce_AndServesUntilItsDelayIsOver()
    {
        await using var server = await RunningServer.StartAsync();

        server.Services.GetRequiredService<Drain>().Begin();

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, NotReady("draining", "the server was told to stop")),
            await AskAsync(server, "/health/ready"));
        using var acquired = await server.SendAsync(HttpMethod.Post, "/v1/locks/k/acquire", "{}");
        Assert.Equal(HttpStatusCode.OK, acquired.StatusCode);
    }

    /// <summary>Reasons name servers, and what a check throws may name more.</summary>
    [Fact]
    public async Task Ready_WhileACheckFails_TellsReasonsToReadersOfTheClusterOnly()
    {
        var keys = new Keys();
        await using var server = await RunningServer.StartAsync(
            settings: keys.Settings,
            services: static services => services.AddHealthChecks()
                .AddCheck(
                    "store", static () => HealthCheckResult.Unhealthy("redis-1: down"), [LockServerHealthChecks.Tag])
                .AddCheck(
                    "thrown",
                    static () => throw new InvalidOperationException("password=secret"),
                    [LockServerHealthChecks.Tag]));
        const string Names = """{"status":"notReady","failing":["store","thrown"]}""";

        Assert.Equal(Names, await WithAsync(null));
        Assert.Equal(Names, await WithAsync("lak_wrong"));
        Assert.Equal(Names, await WithAsync(keys.TenantA));
        Assert.Equal(
            """
            {"status":"notReady","failing":["store","thrown"],"reasons":{"store":"redis-1: down",
            """ + "\"thrown\":\"the check fails; the log says why\"}}",
            await WithAsync(keys.Reader));

        async Task<string> WithAsync(string? key)
        {
            using var response = await Keys.SendAsync(server, key, "GET", "/health/ready");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            return await response.Content.ReadAsStringAsync();
        }
    }

    private static string NotReady(string check, string reason) =>
        $$$"""{"status":"notReady","failing":["{{{check}}}"],"reasons":{"{{{check}}}":"{{{reason}}}"}}""";

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(RunningServer server, string path)
    {
        using var response = await server.SendAsync(HttpMethod.Get, path);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
