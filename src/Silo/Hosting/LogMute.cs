using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace LockActors.Silo.Hosting;

/// <summary>Silences the log of a server whose start has failed: why it failed is told in one line, and what falls
/// apart afterwards would bury it.</summary>
internal sealed class LogMute
    : IOptionsChangeTokenSource<LoggerFilterOptions>, IPostConfigureOptions<LoggerFilterOptions>
{
    private readonly CancellationTokenSource _muted = new();

    public string? Name => Options.DefaultName;

    /// <summary>A token that has fired already would make its listener ask for the next one for ever.</summary>
    public IChangeToken GetChangeToken() =>
        new CancellationChangeToken(_muted.IsCancellationRequested ? CancellationToken.None : _muted.Token);

    public void PostConfigure(string? name, LoggerFilterOptions options)
    {
        if (_muted.IsCancellationRequested)
        {
            options.Rules.Clear();
            options.MinLevel = LogLevel.None;
        }
    }

    public void Mute() => _muted.Cancel();
}
