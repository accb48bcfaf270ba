using System.Net;
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
            (HttpStatusCode.ServiceUnavailable, """{"status":"notReady","failing":["broken"]}"""),
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
            (HttpStatusCode.ServiceUnavailable, """{"status":"notReady","failing":["slow"]}"""),
            await AskAsync(server, "/health/ready"));
    }

    [Fact]
    public async Task Drain_MakesUnreadyAtOnce_AndServesUntilItsDelayIsOver()
    {
        await using var server = await RunningServer.StartAsync();

        server.Services.GetRequiredService<Drain>().Begin();

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, """{"status":"notReady","failing":["draining"]}"""),
            await AskAsync(server, "/health/ready"));
        using var acquired = await server.SendAsync(HttpMethod.Post, "/v1/locks/k/acquire", "{}");
        Assert.Equal(HttpStatusCode.OK, acquired.StatusCode);
    }

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(RunningServer server, string path)
    {
        using var response = await server.SendAsync(HttpMethod.Get, path);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
