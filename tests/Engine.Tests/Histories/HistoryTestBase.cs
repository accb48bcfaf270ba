using Xunit.Abstractions;

namespace LockActors.Engine.Tests.Histories;

/// <summary>Every history of up to so many steps, from alphabets that each look at one side of the machine. In several
/// classes, so that they run side by side.</summary>
public abstract class HistoryTestBase(ITestOutputHelper output)
{
    private protected const StepKind Calls = StepKind.Acquire | StepKind.Release | StepKind.Cancel;
    private protected const StepKind Store = StepKind.StoreApplies | StepKind.StoreAnswers | StepKind.StoreFailsBefore
        | StepKind.StoreFailsAfter;

    private protected void Enumerate(int length, Alphabet alphabet, params Step[] prelude)
    {
        var prefix = prelude.ToList();
        var histories = Extend(prefix, prelude.Length + length, alphabet);
        output.WriteLine($"{histories:N0} histories");
        Assert.True(histories > 10_000, $"only {histories} histories: the alphabet says too little");
    }

    private static int Extend(List<Step> prefix, int length, Alphabet alphabet)
    {
        var world = Replay(prefix, alphabet);
        var steps = new List<Step>();
        if (prefix.Count < length)
        {
            world.Enabled(steps);
        }

        if (steps.Count == 0)
        {
            Check(prefix, world.Heal);
            return 1;
        }

        var histories = 0;
        foreach (var step in steps)
        {
            prefix.Add(step);
            histories += Extend(prefix, length, alphabet);
            prefix.RemoveAt(prefix.Count - 1);
        }

        return histories;
    }

    private static World Replay(List<Step> prefix, Alphabet alphabet)
    {
        var world = new World(alphabet);
        Check(prefix, () =>
        {
            foreach (var step in prefix)
            {
                world.Take(step);
            }
        });
        return world;
    }

    private static void Check(List<Step> history, Action action)
    {
        try
        {
            action();
        }
        catch (Exception error)
        {
            Assert.Fail($"history [{string.Join(", ", history)}]: {error.Message}");
        }
    }
}
