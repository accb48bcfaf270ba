using System.IO.Pipelines;
using System.Text;
using LockActors.TestKit;

namespace LockActors.Cli.Tests;

/// <summary>Streams whose other end may be gone without a word.</summary>
public sealed class WatchedStreamTests
{
    private readonly SimClock _clock = new();
    private readonly Pipe _pipe = new();
    private readonly byte[] _buffer = new byte[16];

    [Fact]
    public async Task Read_WhenNothingComesForTooLong_IsABrokenStream()
    {
        await using var stream = New();
        var read = stream.ReadAsync(_buffer).AsTask();

        _clock.Advance(59);
        Assert.False(read.IsCompleted);
        _clock.Advance(1);

        var error = await Assert.ThrowsAsync<IOException>(() => read.Soon());
        Assert.Equal("nothing came for 60 s", error.Message);
    }

    [Fact]
    public async Task Read_OfWhatComes_StartsTheTimeAnew()
    {
        await using var stream = New();
        for (var part = 1; part <= 3; part++)
        {
            var read = stream.ReadAsync(_buffer).AsTask();
            _clock.Advance(40);
            await _pipe.Writer.WriteAsync(new byte[] { (byte)part });
            Assert.Equal(1, await read.Soon());
        }

        using var stop = new CancellationTokenSource();
        var last = stream.ReadAsync(_buffer, stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => last.Soon());
    }

    [Theory]
    [InlineData(true, "id: 7\n\n")]
    [InlineData(true, "id: 7\n", "\n")]
    [InlineData(false, "id: 7\n")]
    [InlineData(false, "id: 7\n\n", "id: 8\nevent: granted\n")]
    public async Task IsBetweenEvents_OnlyAfterAWholeOne(bool expected, params string[] parts)
    {
        await using var stream = New();
        var buffer = new byte[64];
        foreach (var part in parts)
        {
            await _pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(part));
            Assert.Equal(part.Length, await stream.ReadAsync(buffer).Soon());
        }

        Assert.Equal(expected, stream.IsBetweenEvents);
    }

    private WatchedStream New() => new(_pipe.Reader.AsStream(), TimeSpan.FromSeconds(60), _clock);
}
