using LockActors.Actors;
using LockActors.Silo.Hosting;
using LockActors.Silo.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LockActors.Silo.Tests.Hosting;

/// <summary>A server whose start fails.</summary>
public sealed class StartTests
{
    private const int MostStarts = 10;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(int.MaxValue, MostStarts)]
    public async Task Run_WhenAStartFails_StartsAgainAsItIsTold(int wanted, int expected)
    {
        var starts = 0;
        var settings = new ServerSettings { Http = new HttpSettings { Port = 0 } };

        var failure = await Assert.ThrowsAsync<ServerHostException>(() => ServerHost.StartAsync(
            settings,
            () =>
            {
                starts++;
                return ServerHost.Build(settings, static builder =>
                {
                    builder.Services.AddSingleton<ILockService>(new LocalLockService());
                    builder.Services.AddSingleton<IHostedService, Failing>();
                });
            },
            _ => starts < wanted));

        Assert.Equal(ServerHost.UnavailableExitCode, failure.ExitCode);
        Assert.Equal(expected, starts);
    }

    private sealed class Failing : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) =>
            throw new InvalidOperationException("it cannot start");

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
