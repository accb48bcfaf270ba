using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using LockActors.Cli.Processes;
using LockActors.TestKit;

namespace LockActors.Cli.Tests;

/// <summary>What lockctl does among the other tools of a shell, and with what its environment gives it.</summary>
public sealed class ShellTests
{
    [Theory]
    [InlineData("ls")]
    [InlineData("watch")]
    [InlineData("run|k|--|true")]
    public async Task Server_OfTheEnvironment_ThatIsNoAddress_IsAUsageError(string line)
    {
        var result = await Started.LockCtlAsync("nowhere", line.Split('|'));

        Assert.Equal(
            (ExitCodes.Usage, "lockctl: LOCKACTORS_SERVER: server 'nowhere' must be an address such as "
                + "http://127.0.0.1:8080\n"),
            (result.Code, result.Error));
    }

    [Fact]
    public async Task Watch_WhoseReaderHasGone_EndsAtTheNextEvent()
    {
        using var server = await Server.StartAsync();
        using var watch = Started.LockCtl(server.Address, "watch");
        var first = watch.ReadLineAsync();
        await TakeUntilAsync(server, () => first.IsCompleted, "the first event");
        Assert.NotNull(await first);

        watch.CloseOutput();

        await TakeUntilAsync(server, () => watch.HasExited, "the end of watch");
        Assert.Equal(ExitCodes.Signal + Native.SigPipe, await watch.ExitCodeAsync());
    }

    [Fact]
    public async Task Watch_OfAServerThatIsNotReadyAgainAtOnce_GoesOn()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var watch = Started.LockCtl($"http://{listener.LocalEndpoint}", "watch", "--count", "2", "--json");

        var asked = new List<string>();
        foreach (var answer in new[] { EventOf("a"), Problem(503, "Not yet."), EventOf("b") })
        {
            asked.Add(await AnswerAsync(listener, answer));
        }

        var lines = (await watch.ReadToEndAsync()).TrimEnd('\n').Split('\n');
        Assert.Equal(0, await watch.ExitCodeAsync());
        Assert.Equal(["a", "b"], lines.Select(line => (string?)JsonNode.Parse(line)!["key"]));
        Assert.Contains("HTTP 503 (Not yet); trying again", await watch.Error, StringComparison.Ordinal);
        Assert.Contains("Last-Event-ID: a=1", asked[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_ThatIsRefused_SaysWhy()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var watch = Started.LockCtl($"http://{listener.LocalEndpoint}", "watch");

        await AnswerAsync(listener, Problem(401, "The API key is not known to this server."));

        Assert.Equal(ExitCodes.NoServer, await watch.ExitCodeAsync());
        Assert.Contains("HTTP 401 (The API key is not known", await watch.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_ThatIsRefused_IsToldOnce()
    {
        var keys = Path.GetTempFileName();
        await File.WriteAllTextAsync(keys, (await Started.LockCtlAsync(null, "key", "new")).Output.Split('\n')[1]);
        using var server = await Server.StartAsync("--key-file", keys);

        var bench = await Started.LockCtlAsync(server.Address, "bench", "--time", "1s");

        File.Delete(keys);
        Assert.Equal(ExitCodes.NoServer, bench.Code);
        Assert.Contains("needs an API key", bench.Error, StringComparison.Ordinal);
        Assert.InRange(bench.Error.Split('\n').Length, 2, 5);
    }

    [Fact]
    public async Task Output_ThatCannotBeWritten_IsToldInALine()
    {
        var (code, _, error) = await ShellAsync("\"$@\" key new > /dev/full");

        Assert.Equal(ExitCodes.CannotWrite, code);
        Assert.StartsWith("lockctl: the output cannot be written: ", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("lockctl|", "run acquire renew")]
    [InlineData("lockctl|--json|sh", "show")]
    [InlineData("lockctl|ls|--p", "--prefix")]
    [InlineData("lockctl|--server|http|:|//127.0.0.1|:|8080|ls|--p", "--prefix")]
    [InlineData("lockctl|key|new|--r", "--role")]
    public async Task Completion_InBash_KnowsWhatMayFollow(string words, string offered)
    {
        // Bash itself breaks words at colons.
        var (code, output, error) = await ShellAsync(
            "eval \"$(\"$@\" completion bash)\"; IFS='|' read -ra COMP_WORDS <<< \"$WORDS|\"; "
            + "[[ $WORDS == *'|' ]] && COMP_WORDS+=(''); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); "
            + "_lockctl; echo \"${COMPREPLY[*]}\"",
            words);

        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith(offered, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Acquire_EvaluatedByAShell_GivesReleaseItsLease()
    {
        using var server = await Server.StartAsync();

        var (code, output, error) = await ShellAsync(
            $"export LOCKACTORS_SERVER={server.Address}; eval \"$(\"$@\" acquire e1)\"; "
            + "\"$@\" renew e1 >&2 && \"$@\" release e1 && echo \"$LOCK_TOKEN\"");

        Assert.True(code == 0, error);
        Assert.Matches(@"^released\n\d+\n$", output);
    }

    [Theory]
    [InlineData("lockctl|acquire|team/", "team/a team/b")]
    [InlineData("lockctl|acquire|--t", "--ttl")]
    [InlineData("lockctl|ls|", "--prefix")]
    public async Task Completion_InBash_AsksForKeysWhereOneStands(string words, string offered)
    {
        var (code, output, error) = await ShellAsync(
            "program=(\"$@\"); lockctl() { if [[ $1 == completion ]]; then \"${program[@]}\" \"$@\"; "
            + "else echo \"asked: $*\" >&3; printf 'team/a\\nteam/b\\n'; fi; }; exec 3>&2; "
            + "eval \"$(lockctl completion bash)\"; IFS='|' read -ra COMP_WORDS <<< \"$WORDS|\"; "
            + "[[ $WORDS == *'|' ]] && COMP_WORDS+=(''); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); "
            + "COMP_LINE=\"${WORDS//|/ }\"; COMP_POINT=${#COMP_LINE}; _lockctl; echo \"${COMPREPLY[*]}\"",
            words);

        Assert.Equal(0, code);
        Assert.StartsWith(offered, output, StringComparison.Ordinal);
        Assert.Equal(
            offered.Contains('/', StringComparison.Ordinal)
                ? "asked: complete-keys -- lockctl acquire team/ team/\n"
                : "",
            error);
    }

    [Fact]
    public async Task RunScript_AskedForHelp_SaysItAndSucceeds()
    {
        var (code, output, error) = await ShellAsync(
            "until [[ -f run.sh ]]; do cd ..; done; ./run.sh --help; echo \"$?\"; ./run.sh --frob", "");

        Assert.Equal(64, code);
        Assert.Matches("^Usage: ./run.sh .*\n0\n$", output);
        Assert.StartsWith("run.sh: unknown flag '--frob'. Usage: ", error, StringComparison.Ordinal);
    }

    private static Task TakeUntilAsync(Server server, Func<bool> isDone, string what) => Poll.UntilAsync(
        async () =>
        {
            await server.Service.AcquireAsync(LockKey.Parse($"{Guid.NewGuid():N}"), new LockRequest
            {
                Id = RequestId.New(),
            });
            return isDone();
        },
        what, Started.Patience);

    /// <summary>Runs a script whose arguments are the command that starts lockctl.</summary>
    private static async Task<(int Code, string Output, string Error)> ShellAsync(string script, string words = "")
    {
        var lockctl = Executables.OfThisBuild("LockActors.Cli", [], "lockctl");
        var start = new ProcessStartInfo(
            "bash", ["--norc", "-c", script, "bash", lockctl.FileName, .. lockctl.ArgumentList])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.Environment["WORDS"] = words;
        using var shell = Process.Start(start)!;
        var error = shell.StandardError.ReadToEndAsync();
        var output = await shell.StandardOutput.ReadToEndAsync().WaitAsync(Started.Patience);
        await shell.WaitForExitAsync().WaitAsync(Started.Patience);
        return (shell.ExitCode, output, await error);
    }

    private static string EventOf(string key) =>
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
        + $"id: {key}=1\nevent: granted\ndata: {{\"kind\":\"granted\",\"key\":\"{key}\"}}\n\n";

    private static string Problem(int status, string detail)
    {
        var body = $"{{\"status\":{status},\"detail\":\"{detail}\"}}";
        return $"HTTP/1.1 {status} No\r\nContent-Type: application/problem+json\r\nConnection: close\r\n"
            + $"Content-Length: {body.Length}\r\n\r\n{body}";
    }

    /// <summary>Answers the next request; what was asked.</summary>
    private static async Task<string> AnswerAsync(TcpListener listener, string answer)
    {
        using var client = await listener.AcceptTcpClientAsync().WaitAsync(Started.Patience);
        var stream = client.GetStream();
        var asked = new StringBuilder();
        var bytes = new byte[4096];
        while (!asked.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(bytes).AsTask().WaitAsync(Started.Patience);
            Assert.NotEqual(0, read);
            asked.Append(Encoding.ASCII.GetString(bytes, 0, read));
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
        return asked.ToString();
    }
}
