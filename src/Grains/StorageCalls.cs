using System.Buffers;
using LockActors.Actors;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace LockActors.Grains;

/// <summary>Calls a grain storage, each in bounded time, and remembers why the last one failed.</summary>
internal sealed class StorageCalls(
    IGrainStorage storage, string name, GrainStorageOptions options, TimeProvider time, ILogger log)
{
    /// <summary>What the rows are called in the storage: Orleans takes it for the name of a grain's state.</summary>
    public const string StateName = "lockactors";

    private const int LongestFailure = 300;

    /// <summary>Not a number in any base: storages keep grain keys that look like numbers or Guids in a form in which
    /// two locks would be one (<c>2a</c> and <c>2A</c>).</summary>
    private const string KeyPrefix = "lock/";

    private static readonly SearchValues<char> Escaped = SearchValues.Create("%{}");
    private static readonly GrainType RowType = GrainType.Create("lockactors.lease");

    private volatile string? _failure;
    private volatile string? _writeFailure;

    /// <summary>Why the last call failed; null when it did not.</summary>
    public string? Failure => _failure;

    /// <summary>Why the last write failed; null when it did not.</summary>
    public string? WriteFailure => _writeFailure;

    /// <summary>Reads a row. Null when the storage did not answer.</summary>
    public async Task<SeenRow?> ReadAsync(LockKey key)
    {
        var state = new GrainState<LeaseRow>(new LeaseRow());
        try
        {
            await BoundAsync(() => storage.ReadStateAsync(StateName, IdOf(key), state)).ConfigureAwait(false);
            Succeed(isWrite: false);
            var row = state.RecordExists && state.State is { } found ? found : new LeaseRow();
            return new SeenRow(row, state.ETag, time.Monotonic());
        }
        catch (Exception error) when (IsOperating(error))
        {
            Fail("read", key, error, isWrite: false);
            return null;
        }
    }

    /// <summary>Writes a row if it still has the version. Refused: it has another one.</summary>
    public async ValueTask<(StoreOutcome Outcome, SeenRow? Written)> WriteAsync(
        LockKey key, string verb, LeaseRow row, string? etag)
    {
        var state = new GrainState<LeaseRow>(row, etag) { RecordExists = etag is not null };
        try
        {
            await WriteAsync(key, state).ConfigureAwait(false);
            if (etag is null && !options.InsertsAreExclusive && long.TryParse(state.ETag, out _))
            {
                await WriteAsync(key, state).ConfigureAwait(false);
            }

            Succeed(isWrite: true);
            return (StoreOutcome.Done, new SeenRow(row, state.ETag, time.Monotonic()));
        }
        catch (InconsistentStateException)
        {
            Succeed(isWrite: true);
            return (StoreOutcome.Refused, null);
        }
        catch (Exception error) when (IsOperating(error))
        {
            Fail(verb, key, error, isWrite: true);
            return (StoreOutcome.Failed, null);
        }
    }

    private Task WriteAsync(LockKey key, GrainState<LeaseRow> state) =>
        BoundAsync(() => storage.WriteStateAsync(StateName, IdOf(key), state));

    /// <summary>A call that takes too long goes on; what it does then is refused, or found by the next read.</summary>
    private async Task BoundAsync(Func<Task> call)
    {
        var work = call();
        try
        {
            await work.WaitAsync(options.CallTimeout, time).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!work.IsCompleted)
        {
            Background.Watch(work, static _ => { });
            throw new TimeoutException($"no answer in {Ranges.Show(options.CallTimeout)}");
        }
    }

    /// <summary>Without braces: the storage for ADO.NET takes a grain's key for a format (Orleans 10.4.2), and fails
    /// where it is none.</summary>
    private static GrainId IdOf(LockKey key)
    {
        var text = key.Value.AsSpan().IndexOfAny(Escaped) < 0
            ? key.Value
            : key.Value.Replace("%", "%25", StringComparison.Ordinal)
                .Replace("{", "%7B", StringComparison.Ordinal)
                .Replace("}", "%7D", StringComparison.Ordinal);
        return GrainId.Create(RowType, KeyPrefix + text);
    }

    private static bool IsOperating(Exception error) =>
        error is not (InvariantViolationException or OutOfMemoryException);

    private void Succeed(bool isWrite)
    {
        if (isWrite)
        {
            _writeFailure = null;
        }

        if (_writeFailure is null && Interlocked.Exchange(ref _failure, null) is not null)
        {
            log.StorageAnswers(name);
        }
    }

    private void Fail(string verb, LockKey key, Exception error, bool isWrite)
    {
        var text = $"{error.GetType().Name}: {error.Message}".Split('\n', 2)[0].TrimEnd().TrimEnd('.');
        text = $"{name}: {(text.Length > LongestFailure ? text[..LongestFailure] : text)}";
        if (isWrite)
        {
            _writeFailure = text;
        }

        if (Interlocked.Exchange(ref _failure, text) is null)
        {
            log.StorageFailed(name, verb, key, text);
        }
    }
}
