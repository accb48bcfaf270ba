using System.Globalization;
using LockActors.Engine;
using LockActors.Monitoring;
using Microsoft.Extensions.Logging;

namespace LockActors.Actors.Monitoring;

/// <summary>What one process knows of the locks that live in it: counts, the histories of keys, and events for those
/// who listen. Its memory is bounded, whatever the number of keys.</summary>
/// <remarks>Actors write within their turns and never wait for a reader.</remarks>
public sealed class ProcessMonitor
{
    /// <summary>The most events of one read: 1,000.</summary>
    public const int MaxEventsAtOnce = 1_000;

    private const int Stripes = 16;

    /// <summary>About 25 MB.</summary>
    private const int HistoryEntries = 400_000;

    private readonly ActivityStripe[] _stripes = [.. Enumerable.Range(0, Stripes).Select(_ => new ActivityStripe())];
    private readonly KeyHistories _aside = new();
    private readonly HistoryBudget _budget = new(HistoryEntries);
    private readonly ProcessEvents _events;
    private readonly TimeProvider _time;
    private readonly TimeSpan _started;
    private readonly ILogger? _audit;

    /// <summary>Begins to watch.</summary>
    /// <param name="time">The clocks. Default: the system's.</param>
    /// <param name="source">The name of the process in event positions; never that of an earlier one. Default: one
    /// made of the time.</param>
    /// <param name="audit">Where losses are logged. Default: nowhere.</param>
    public ProcessMonitor(TimeProvider? time = null, string? source = null, ILogger? audit = null)
    {
        _audit = audit;
        _time = time ?? TimeProvider.System;
        _started = _time.Monotonic();
        source ??= _time.UnixMicroseconds().ToString("x", CultureInfo.InvariantCulture);
        _events = new ProcessEvents(source, _time);
    }

    /// <summary>The name of the process in event positions.</summary>
    public string Source => _events.Source;

    /// <summary>When this monitor began.</summary>
    public DateTimeOffset Since => _time.GetUtcNow() - (_time.Monotonic() - _started);

    /// <summary>The process in numbers.</summary>
    /// <param name="actors">The actors of the process.</param>
    public LockOverview Overview(IEnumerable<LockActor> actors)
    {
        ArgumentNullException.ThrowIfNull(actors);
        var (held, waiting, contended) = Count(actors);
        var totals = new ActivityTotals(_time.Monotonic(), _time.Monotonic() - _started);
        foreach (var stripe in _stripes)
        {
            stripe.AddTo(totals);
        }

        return totals.Summarize(_time.GetUtcNow(), held, waiting, contended);
    }

    /// <summary>How many locks are held, requests wait, and locks have waiters.</summary>
    /// <param name="actors">The actors of the process.</param>
    public static (int Held, int Waiting, int Contended) Count(IEnumerable<LockActor> actors)
    {
        ArgumentNullException.ThrowIfNull(actors);
        var (held, waiting, contended) = (0, 0, 0);
        foreach (var actor in actors)
        {
            var (isHeld, waiters) = actor.Tally();
            held += isHeld ? 1 : 0;
            waiting += waiters;
            contended += waiters > 0 ? 1 : 0;
        }

        return (held, waiting, contended);
    }

    /// <summary>The process as the only member of a cluster.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="name">Its name.</param>
    /// <param name="actors">The actors of the process.</param>
    /// <param name="store">Where it keeps leases.</param>
    /// <param name="withMasters">Whether to ask the store's masters how they are.</param>
    /// <param name="cancellationToken">Ends waiting for the masters.</param>
    public async ValueTask<LockCluster> DescribeAsync(
        string address,
        string name,
        IEnumerable<LockActor> actors,
        ILeaseStore store,
        bool withMasters,
        CancellationToken cancellationToken = default)
    {
        var (held, waiting, _) = Count(actors);
        var health = store as ILeaseStoreHealth;
        return new LockCluster
        {
            Members =
            [
                new LockMember
                {
                    Address = address,
                    Name = name,
                    Status = "Active",
                    Answered = true,
                    Since = Since,
                    Held = held,
                    Waiting = waiting,
                },
            ],
            Store = health?.Kind ?? "none",
            Masters = health is null || !withMasters
                ? []
                : await health.AskAsync(cancellationToken).ConfigureAwait(false),
        };
    }

    /// <summary>What is known of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="actor">Its actor, if it has one.</param>
    public LockActivity Activity(LockKey key, LockActor? actor) =>
        actor?.Activity() ?? _aside.Describe(key) ?? new LockActivity { Key = key.Value };

    /// <summary>Events are written from now on, until the answer is disposed and a minute longer.</summary>
    public IDisposable Listen() => new Listening(_events);

    /// <summary>Events after a number. A reader must listen, or none are written.</summary>
    /// <param name="after">The number of the last event that was seen; null for the newest.</param>
    /// <param name="max">At most so many events. Default and range: <see cref="MaxEventsAtOnce"/>.</param>
    /// <returns>The events in order; the number to go on from; how many are gone at least.</returns>
    public (IReadOnlyList<LockEvent> Events, long Last, long Missed) Read(
        long? after, int max = MaxEventsAtOnce) => _events.Read(after, Math.Min(max, MaxEventsAtOnce));

    internal KeyHistory Begin(LockKey key) =>
        _aside.Take(key) ?? new KeyHistory(_stripes[(uint)key.GetHashCode() % Stripes], _budget);

    internal void Keep(LockKey key, KeyHistory history) => _aside.Keep(key, history);

    internal void RecordFault(LockKey key, Exception error)
    {
        if (_audit is not null)
        {
            LockAudit.WriteFault(_audit, key, error);
        }
    }

    /// <summary>The process ends before the lease store removed what is left of a lock. Written at once: there may be
    /// no later.</summary>
    internal void RecordUndrained(LockKey key)
    {
        if (_audit is not null)
        {
            LockAudit.WriteUndrained(_audit, key);
        }
    }

    internal void RecordOverlong(LockKey key, TimeSpan left, TimeSpan longest)
    {
        if (_audit is not null)
        {
            LockAudit.WriteOverlong(_audit, key, left, longest);
        }
    }

    internal void RecordTokensUsedUp(LockKey key, FencingToken last)
    {
        if (_audit is not null)
        {
            LockAudit.WriteTokensUsedUp(_audit, key, last);
        }
    }

    internal void Record(LockKey key, KeyHistory history, ReadOnlySpan<Fact> facts, Moment now)
    {
        var trace = facts.Length > 0 && System.Diagnostics.Activity.Current is { Recorded: true } activity
            ? activity.TraceId.ToHexString()
            : null;
        foreach (ref readonly var fact in facts)
        {
            ActorInstruments.On(fact);
            if (fact.IsLoss && _audit is not null)
            {
                LockAudit.Write(_audit, key, fact);
            }

            var entry = new HistoryEntry(fact, now.UnixMicroseconds, trace);
            history.Add(entry, now.Monotonic);
            if (_events.IsOn)
            {
                _events.Add(key, entry, now.Monotonic);
            }
        }
    }

    private sealed class Listening : IDisposable
    {
        private ProcessEvents? _events;

        public Listening(ProcessEvents events)
        {
            _events = events;
            events.Begin();
        }

        public void Dispose() => Interlocked.Exchange(ref _events, null)?.End();
    }
}
