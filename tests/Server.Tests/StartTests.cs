using LockActors.Actors;
using LockActors.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LockActors.Server.Tests;

/// <summary>A server whose start fails.</summary>
public sealed class StartTests
{
    private const int MostStarts = 10;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(int.MaxValue, MostStarts)]
    public async Task Run_WhenAStartFails_StartsAgainAsTheRecipeSays(int wanted, int expected)
    {
        var starts = 0;
        var recipe = new LockHostRecipe("test", (builder, _) =>
        {
            starts++;
            builder.Services.AddSingleton<ILockService>(new LocalLockService());
            builder.Services.AddSingleton<IHostedService, Failing>();
        })
        {
            StartsAgain = _ => starts < wanted,
        };

        Assert.Equal(LockHost.UnavailableExitCode, await LockHost.RunAsync(["--port", "0"], recipe));
        Assert.Equal(expected, starts);
    }

    private sealed class Failing : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) =>
            throw new InvalidOperationException("it cannot start");

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
