using LockActors.Server.Hosting;

namespace LockActors.Server.Tests;

public sealed class LockHostFlagsTests
{
    [Theory]
    [InlineData("", 8080, false)]
    [InlineData("--port 9000", 9000, false)]
    [InlineData("--port=0 --demo", 0, true)]
    public void TryParse_OfFlags_ReadsThem(string line, int port, bool demo)
    {
        Assert.True(LockHostFlags.TryParse(Split(line), out var flags, out _));

        Assert.Equal((port, demo), (flags.Port, flags.Demo));
    }

    [Theory]
    [InlineData("--frob", "'--frob'")]
    [InlineData("9000", "'9000'")]
    [InlineData("--port", "--port needs")]
    [InlineData("--port x", "'x'")]
    [InlineData("--port 65536", "0 to 65535")]
    [InlineData("--port=-1", "'-1'")]
    [InlineData("--port= --demo", "''")]
    public void TryParse_OfAWrongFlag_NamesIt(string line, string expected)
    {
        Assert.False(LockHostFlags.TryParse(Split(line), out _, out var error));

        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    private static string[] Split(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
