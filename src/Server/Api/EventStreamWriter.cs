using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using LockActors.Monitoring;

namespace LockActors.Server.Api;

/// <summary>Writes one stream of server-sent events (HTML Living Standard, section 9.2). An empty event with an id
/// moves the reader's position past events that its filter leaves out.</summary>
internal sealed class EventStreamWriter(
    PipeWriter writer, TimeProvider time, LockServerOptions options, EventCursor cursor, EventFilter filter)
{
    /// <summary>So many at once, that a stream which catches up lets others run.</summary>
    private const int BatchSize = 256;

    private static readonly EventFrame[] NoFrames = [];

    private EventFrame[] _buffer = NoFrames;
    private TimeSpan _lastWrite = time.Monotonic();

    public ValueTask BeginAsync(CancellationToken ended)
    {
        Write("retry: 1000\n: events of LockActors\n"u8);
        if (cursor.AtEnd is { } position)
        {
            WriteId(position);
        }

        Write("\n"u8);
        return FlushAsync(ended);
    }

    /// <summary>Sends what is new, or a heartbeat that is due. False when there is nothing more now.</summary>
    public async ValueTask<bool> SendNewAsync(ServerEvents events, CancellationToken ended)
    {
        if (_buffer.Length == 0)
        {
            _buffer = ArrayPool<EventFrame>.Shared.Rent(BatchSize);
        }

        var count = events.Read(cursor, _buffer);
        var isFull = count == _buffer.Length;
        var wrote = WriteGap();
        for (var i = 0; i < count; i++)
        {
            wrote |= WriteFrame(_buffer[i]);
        }

        // Streams mostly wait; what they read with is for others meanwhile.
        ArrayPool<EventFrame>.Shared.Return(_buffer, clearArray: true);
        _buffer = NoFrames;
        if (!wrote && cursor.AtEnd is { } position && time.Monotonic() - _lastWrite >= options.EventHeartbeat)
        {
            Write(": \n"u8);
            WriteId(cursor.PositionAt(position));
            Write("\n"u8);
            wrote = true;
        }

        if (wrote)
        {
            await FlushAsync(ended).ConfigureAwait(false);
        }

        return isFull;
    }

    private bool WriteFrame(EventFrame frame)
    {
        if (!cursor.IsNew(frame) || !filter.Matches(frame.Event))
        {
            return false;
        }

        if (cursor.After is null)
        {
            Write(frame.Id);
        }
        else
        {
            WriteId(cursor.PositionAt(frame.Position));
        }

        Write(frame.Body);
        return true;
    }

    private bool WriteGap()
    {
        if (cursor.Gone == 0)
        {
            return false;
        }

        Write(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"event: gap\ndata: {{\"missed\":{cursor.Gone}}}\n\n")));
        cursor.Gone = 0;
        return true;
    }

    private void WriteId(LockEventPosition position) => Write(Encoding.UTF8.GetBytes($"id: {position}\n"));

    private void Write(ReadOnlySpan<byte> bytes) => writer.Write(bytes);

    private async ValueTask FlushAsync(CancellationToken ended)
    {
        _lastWrite = time.Monotonic();
        var flush = writer.FlushAsync(ended);
        if (!flush.IsCompletedSuccessfully)
        {
            await flush.AsTask().WaitAsync(options.EventWriteTimeout, time, ended).ConfigureAwait(false);
        }
    }
}
