using LockActors.TestKit;

namespace LockActors.Cli.Tests;

/// <summary>Completion of keys: a shell asks the server.</summary>
public sealed class CompletionTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly Server _server = shared.Server;

    [Theory]
    [InlineData("team/a team/b:1 team/b:2", "acquire team/")]
    [InlineData("team/b:1 team/b:2", "show --json team/b")]
    [InlineData("team/a", "run --ttl 5s team/a")]
    [InlineData("1 2", "release team/b:", "")]
    [InlineData("1", "release team/b:1", "1")]
    [InlineData("team/a team/b:1 team/b:2", "revoke --reason x team/")]
    public async Task Keys_InThePlaceOfAKey_AreThoseOfTheServer(string keys, string line, string? word = null)
    {
        await TakeAsync("team/a", "team/b:1", "team/b:2", "team/$(id)", "team/a b", "other/1");

        await Poll.UntilAsync(
            async () =>
            {
                var told = await CompleteAsync(_server.Address, line, word);
                Assert.Equal((0, ""), (told.Code, told.Error));

                // A server of a busy machine may need more than the second that a prompt waits.
                return told.Output.Length > 0
                    && string.Join(' ', told.Output.TrimEnd('\n').Split('\n')) == keys;
            },
            $"the keys {keys}", Started.Patience);
    }

    [Theory]
    [InlineData("run team/a -- te")]
    [InlineData("acquire team/a --holder te")]
    [InlineData("ls team/")]
    [InlineData("acquire 'team/")]
    [InlineData("acquire --server nowhere team/")]
    [InlineData("")]
    public async Task Keys_ElsewhereInALine_AreNone(string line)
    {
        await TakeAsync("team/a");

        Assert.Equal((0, "", ""), await CompleteAsync(_server.Address, line));
    }

    [Fact]
    public async Task Keys_WithoutAServer_AreNone_InSilence() =>
        Assert.Equal((0, "", ""), await CompleteAsync("http://127.0.0.1:1", "acquire team/"));

    private static Task<(int Code, string Output, string Error)> CompleteAsync(
        string server, string line, string? word = null)
    {
        string[] words = word is null ? [] : [word];
        return Started.LockCtlAsync(server, ["complete-keys", "--", $"lockctl {line}", .. words]);
    }

    private async Task TakeAsync(params string[] keys)
    {
        foreach (var key in keys)
        {
            await _server.Service.AcquireAsync(
                key, new LockRequest { Id = RequestId.New(), Ttl = TimeSpan.FromMinutes(10) });
        }
    }
}
