using System.Threading.Channels;
using LockActors.Engine;
using LockActors.TestKit;

namespace LockActors.Actors.Tests;

/// <summary>A durable lease store whose changes wait until the test lets them go, one by one; it may apply, fail or
/// throw.</summary>
internal sealed class GatedLeaseStore(TimeProvider time) : ILeaseStore
{
    private readonly Channel<Asked> _asked = Channel.CreateUnbounded<Asked>();

    /// <summary>What is stored.</summary>
    public SimLeaseStore Contents { get; } = new();

    /// <summary>Whether changes wait for the test; otherwise they are made at once.</summary>
    public bool IsGated { get; set; }

    /// <summary>Thrown by every call, before anything is awaited.</summary>
    public Exception? Throws { get; set; }

    /// <summary>Thrown when a watch ends.</summary>
    public Exception? WatchEndThrows { get; set; }

    /// <summary>What a load answers instead of the contents; completed by the test.</summary>
    public TaskCompletionSource<StoredState>? LoadGate { get; set; }

    /// <summary>Completed when the store is asked what it knows.</summary>
    public TaskCompletionSource LoadAsked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Loads { get; private set; }

    public bool IsDurable { get; init; }

    public TimeSpan Linger { get; init; }

    /// <summary>To be called when the outsider's key ends; null without a watcher.</summary>
    public Action? OutsideWatch { get; private set; }

    public ValueTask<StoreReply> PlaceAsync(LockKey key, StoreEffect effect) => Change(effect);

    public ValueTask<StoreReply> ReplaceAsync(LockKey key, StoreEffect effect) => Change(effect);

    public ValueTask<StoreReply> ExtendAsync(LockKey key, StoreEffect effect) => Change(effect);

    public ValueTask<StoreReply> RemoveAsync(LockKey key, StoreEffect effect) => Change(effect);

    public ValueTask<StoredState> LoadAsync(LockKey key)
    {
        Loads++;
        LoadAsked.TrySetResult();
        ThrowIfTold();
        return LoadGate is { } gate ? new(gate.Task) : new(Contents.Load(time.Monotonic()));
    }

    public IDisposable? WatchOutside(LockKey key, Action onFreed)
    {
        ThrowIfTold();
        OutsideWatch = onFreed;
        return new Watch(this);
    }

    /// <summary>The next change that was asked for.</summary>
    public async Task<Asked> NextAsync() => await _asked.Reader.ReadAsync().Soon();

    private ValueTask<StoreReply> Change(in StoreEffect effect)
    {
        ThrowIfTold();
        if (!IsGated)
        {
            return new(Contents.Apply(effect, time.Monotonic()));
        }

        var asked = new Asked(effect, this);
        Assert.True(_asked.Writer.TryWrite(asked));
        return new(asked.Reply);
    }

    private void ThrowIfTold()
    {
        if (Throws is { } error)
        {
            throw error;
        }
    }

    private TimeSpan Now() => time.Monotonic();

    private sealed class Watch(GatedLeaseStore store) : IDisposable
    {
        public void Dispose()
        {
            store.OutsideWatch = null;
            if (store.WatchEndThrows is { } error)
            {
                throw error;
            }
        }
    }

    /// <summary>A change that waits for the test. When one of its methods is done, the actor has heard the
    /// outcome.</summary>
    internal sealed class Asked(StoreEffect effect, GatedLeaseStore store)
    {
        private readonly TaskCompletionSource<StoreReply> _reply = new();

        public StoreEffect Effect => effect;

        public Task<StoreReply> Reply => _reply.Task;

        /// <summary>The store makes the change, or refuses it, and answers.</summary>
        public Task GoAsync() => AnswerAsync(() => _reply.SetResult(store.Contents.Apply(effect, store.Now())));

        public Task FailAsync(bool afterApplying = false)
        {
            if (afterApplying)
            {
                store.Contents.Apply(effect, store.Now());
            }

            return AnswerAsync(() => _reply.SetResult(StoreReply.Failed));
        }

        public Task AnswerAsync(StoreReply reply) => AnswerAsync(() => _reply.SetResult(reply));

        public Task ThrowAsync(Exception error) => AnswerAsync(() => _reply.SetException(error));

        // Continuations run inline where there is no synchronization context, as on the threads of the pool.
        private static Task AnswerAsync(Action answer) => Task.Run(answer).Soon();
    }
}
