using System.Diagnostics;
using System.Net;
using LockActors.TestKit;

namespace LockActors.Cluster;

/// <summary>A silo in a process of its own, kept up as an orchestrator keeps one: when it ends unasked, because the
/// others took it for dead, it is started again. It keeps its ports over restarts.</summary>
internal sealed class SiloProcess : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The exit code of a silo that found that it was declared dead: it aborts.</summary>
    public const int DeclaredDead = 134;

    /// <summary>Others may have taken it for dead this long before it noticed and ended.</summary>
    private static readonly TimeSpan Unaware = TimeSpan.FromSeconds(15);

    /// <summary>Started again, it is a member after this long.</summary>
    private static readonly TimeSpan Return = TimeSpan.FromSeconds(15);

    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(2) };

    private readonly string _program;
    private readonly string[] _args;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly int _httpPort;
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<Fault> _outages = [];
    private Process? _process;
    private Task _keptUp = Task.CompletedTask;
    private bool _isWanted;

    public SiloProcess(
        int number, string program, IReadOnlyList<string> args, IReadOnlyDictionary<string, string> settings)
    {
        _program = program;
        _settings = settings;
        Number = number;
        var ports = FreePorts.Find(3);
        (_httpPort, SiloPort) = (ports[0], ports[1]);
        _args =
        [
            "--port", $"{_httpPort}", "--silo-port", $"{SiloPort}", "--gateway-port", $"{ports[2]}", .. args,
        ];
    }

    public int Number { get; }

    /// <summary>The port that its address in the cluster has; a restart changes only the generation.</summary>
    public int SiloPort { get; }

    public Uri Http1 => new($"http://{IPAddress.Loopback}:{_httpPort}");

    /// <summary>The times at which it ended unasked.</summary>
    public IReadOnlyList<Fault> Outages
    {
        get
        {
            lock (_gate)
            {
                return [.. _outages];
            }
        }
    }

    public bool IsRunning => _process is { HasExited: false };

    public int Id => _process?.Id ?? throw new InvalidOperationException("The silo does not run.");

    /// <summary>What it said last.</summary>
    public string Tail
    {
        get
        {
            lock (_gate)
            {
                return string.Join('\n', _lines.TakeLast(30));
            }
        }
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    public async Task StartAsync()
    {
        lock (_gate)
        {
            _isWanted = true;
            Launch();
        }

        _keptUp = KeepUpAsync();
        await Poll.UntilAsync(
            IsReadyAsync, () => $"silo {Number} to be ready; it says:\n{Tail}", Patience);
    }

    /// <summary>Starts it if it was killed, and lets it go on if it was frozen.</summary>
    public async Task RestoreAsync()
    {
        if (_process is null)
        {
            await StartAsync();
        }
        else if (IsRunning)
        {
            await ThawAsync();
        }
    }

    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri(Http1, "/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>As a crash does (SIGKILL).</summary>
    public async Task KillAsync()
    {
        Want(false);
        _process!.Kill();
        await EndAsync();
    }

    public Task FreezeAsync() => _process!.FreezeAsync();

    public Task ThawAsync() => _process!.ThawAsync();

    /// <summary>Asks it to leave in order (SIGTERM) and waits until it has. Returns its exit code.</summary>
    public async Task<int> DrainAsync()
    {
        Want(false);
        var process = _process!;
        process.Terminate();
        await process.WaitForExitAsync().WaitAsync(Patience);
        var code = process.ExitCode;
        await EndAsync();
        return code;
    }

    public void Dispose()
    {
        Want(false);
        if (_process is not null)
        {
            _process.Kill();
            _process.Dispose();
        }
    }

    private void Want(bool wanted)
    {
        lock (_gate)
        {
            _isWanted = wanted;
        }
    }

    private async Task KeepUpAsync()
    {
        while (true)
        {
            await _process!.WaitForExitAsync();
            lock (_gate)
            {
                if (!_isWanted)
                {
                    return;
                }

                var now = TimeProvider.System.Monotonic();
                _outages.Add(new Fault(
                    $"silo {Number} ended unasked, exit code {_process.ExitCode}", now - Unaware, now + Return));
                _process.Dispose();
                Launch();
            }
        }
    }

    private void Launch()
    {
        var start = Executables.OfThisBuild(_program, _args);
        foreach (var (name, value) in _settings)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Add(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private async Task EndAsync()
    {
        await _keptUp;
        _process!.Dispose();
        _process = null;
    }

    private void Add(string? line)
    {
        if (line is not null)
        {
            lock (_gate)
            {
                _lines.Add(line);
            }
        }
    }
}
