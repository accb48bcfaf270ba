namespace LockActors.Cli.Tests;

/// <summary>One server for all tests of a class; each takes keys of its own.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    internal Server Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await Server.StartAsync();

    public Task DisposeAsync()
    {
        Server.Dispose();
        return Task.CompletedTask;
    }
}
