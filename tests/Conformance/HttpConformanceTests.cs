using LockActors.Actors;
using LockActors.Client.Http;
using LockActors.Silo.Hosting;
using LockActors.Silo.Settings;
using LockActors.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace LockActors.Conformance;

/// <summary>The suite over HTTP, on a real socket.</summary>
public sealed class HttpConformanceTests : ConformanceSuite
{
    /// <inheritdoc/>
    protected override async Task<ServiceUnderTest> StartAsync()
    {
        var clock = new SimClock();
        var local = new LocalLockService(time: clock);
        var app = ServerHost.Build(new ServerSettings { Http = new HttpSettings { Port = 0 } }, builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
            builder.Services.AddSingleton<ILockService>(local);
        });
        await app.StartAsync();
        return new Http(clock, local, app);
    }

    private sealed class Http(SimClock clock, LocalLockService local, WebApplication app) : ServiceUnderTest
    {
        private readonly HttpLockService _service = new(new Uri(app.Urls.First()), time: clock);

        public override ILockService Service => _service;

        public override TimeProvider Time => clock;

        public override Task PassAsync(TimeSpan span)
        {
            clock.Advance(span);
            return Task.CompletedTask;
        }

        public override async ValueTask DisposeAsync()
        {
            _service.Dispose();
            await app.DisposeAsync();
            local.Dispose();
            await base.DisposeAsync();
        }
    }
}
