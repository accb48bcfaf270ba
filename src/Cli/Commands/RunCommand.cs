using System.CommandLine;
using LockActors.Cli.Processes;
using LockActors.Client;

namespace LockActors.Cli.Commands;

/// <summary>lockctl run: runs a command while a lock is held.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var key = CommonOptions.Key();
        var words = new Argument<string[]>("COMMAND")
        {
            Description = "The command and its arguments, best after '--'.",
            Arity = ArgumentArity.OneOrMore,
        };
        var ttl = CommonOptions.Ttl();
        var wait = CommonOptions.Wait();
        var holder = CommonOptions.Holder();
        var scope = CommonOptions.Scope();
        var grace = CommonOptions.Duration(
            "--grace",
            "How long the command and what it started may run on after SIGTERM or a lost lock",
            TimeSpan.FromSeconds(5),
            TimeSpan.FromDays(30));
        var command = new Command(
            "run",
            "Runs a command while the lock is held, with LOCK_KEY and LOCK_TOKEN in its environment. "
            + "A signal goes to the command and all that it started, and frees the lock when they are gone; a command "
            + "that ends by itself frees it at once, and what it left in the background runs on without it. "
            + "Exit codes: the command's own; 75 not acquired in time, 74 lock lost, 69 no server, 64 usage, "
            + "126 and 127 no such command.")
        {
            key, words, ttl, wait, holder, scope, grace,
        };
        command.SetAction((parsed, cancelled) => RunAsync(
            parsed.GetValue(CommonOptions.Server),
            parsed.GetValue(key),
            parsed.GetValue(words)!,
            new AcquireOptions
            {
                Ttl = parsed.GetValue(ttl),
                Wait = parsed.GetValue(wait),
                Holder = parsed.GetValue(holder),
                ReentrancyScope = parsed.GetValue(scope),
            },
            parsed.GetValue(grace)));
        return command;
    }

    private static async Task<int> RunAsync(
        string? server, LockKey key, string[] words, AcquireOptions options, TimeSpan grace)
    {
        if (!Executable.TryFind(words[0], out var path, out var code))
        {
            if (words[0].StartsWith('-'))
            {
                LockCtl.Say($"{words[0]} is no option of lockctl run, and no command; see lockctl run --help");
                return ExitCodes.Usage;
            }

            var problem = code == ExitCodes.CommandNotFound ? "command not found" : "permission denied";
            LockCtl.Say($"{words[0]}: {problem}");
            return code;
        }

        var signals = new Signals();
        using var service = Connection.Open(Connection.NameOf(server), options.Wait);
        using var client = new LockClient(service, log: new StderrLog<LockClient>());
        ILockHandle held;
        try
        {
            // A server that is not there at all is told at once; one that goes away later is waited for.
            await service.PingAsync(signals.Ended).ConfigureAwait(false);
            using var progress = Progress.Begin(service, key, options.Holder);
            held = await client.AcquireAsync(key, options, signals.Ended).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (signals.Ended.IsCancellationRequested)
        {
            return ExitCodes.Signal + signals.Last;
        }

        await using (held.ConfigureAwait(false))
        {
            return await RunHoldingAsync(held, path, words, signals, grace).ConfigureAwait(false);
        }
    }

    private static async Task<int> RunHoldingAsync(
        ILockHandle held, string path, string[] words, Signals signals, TimeSpan grace)
    {
        var variables = new Dictionary<string, string>
        {
            ["LOCK_KEY"] = held.Key.Value,
            ["LOCK_TOKEN"] = held.Token.ToString(),
        };
        using var child = signals.Start(() => Child.Start(path, words, variables));
        if (child is null)
        {
            LockCtl.Say($"{words[0]}: cannot be run");
            return ExitCodes.CannotExecute;
        }

        var lost = held.LostToken;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(lost, signals.Terminated);
        try
        {
            await child.Ended.WaitAsync(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            LockCtl.Say($"lock '{held.Key}' is lost: stopping the command");
            await child.StopAsync(grace).ConfigureAwait(false);
            return ExitCodes.Lost;
        }
        catch (OperationCanceledException)
        {
            // SIGTERM was passed on; the lock is held until the tree is gone.
        }

        if (child.IsWholeTree && (signals.AskedToEnd || child.EndedBySignal))
        {
            await child.StopAsync(grace).ConfigureAwait(false);
        }

        var code = await child.Ended.ConfigureAwait(false);
        signals.StopForwarding();
        return lost.IsCancellationRequested ? ExitCodes.Lost : code;
    }
}
