using System.Runtime.InteropServices;

namespace LockActors.Engine;

/// <summary>What the machine decided. It belongs to the machine and is valid until the next command.</summary>
public sealed class Decision
{
    /// <summary>The value of <see cref="Deadline"/> when nothing is due: <see cref="TimeSpan.MaxValue"/>.</summary>
    public static readonly TimeSpan NoDeadline = TimeSpan.MaxValue;

    // Most decisions have one of each, and most machines are of keys that are used once.
    private readonly List<Answer> _answers = new(1);
    private readonly List<Fact> _facts = new(1);
    private StoreEffect _effect;

    internal Decision()
    {
    }

    /// <summary>The answers, in the order in which they came true.</summary>
    public ReadOnlySpan<Answer> Answers => CollectionsMarshal.AsSpan(_answers);

    /// <summary>What became true, in order, for monitors of the lock.</summary>
    public ReadOnlySpan<Fact> Facts => CollectionsMarshal.AsSpan(_facts);

    /// <summary>What the lease store must do now; its outcome is the next command that concerns the store.</summary>
    public ref readonly StoreEffect Effect => ref _effect;

    /// <summary>The moment on the monotonic clock at which <see cref="LockMachine.Expire"/> is due.</summary>
    public TimeSpan Deadline { get; internal set; } = NoDeadline;

    internal void Clear()
    {
        _answers.Clear();
        _facts.Clear();
        _effect = default;
    }

    internal void Add(in Answer answer) => _answers.Add(answer);

    internal void Note(in Fact fact) => _facts.Add(fact);

    internal void Do(in StoreEffect effect)
    {
        Invariant.Require(_effect.Verb == StoreVerb.None);
        _effect = effect;
    }
}
