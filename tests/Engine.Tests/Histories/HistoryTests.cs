using Xunit.Abstractions;

namespace LockActors.Engine.Tests.Histories;

/// <summary>Every history of up to six steps, from alphabets that each look at one side of the machine.</summary>
public class HistoryTests(ITestOutputHelper output)
{
    private const StepKind Calls = StepKind.Acquire | StepKind.Release | StepKind.Cancel;
    private const StepKind Store = StepKind.StoreApplies | StepKind.StoreAnswers | StepKind.StoreFailsBefore
        | StepKind.StoreFailsAfter;

    [Fact]
    public void Histories_OfThreeOwnersThatWait() => Enumerate(6, new Alphabet(
        Calls | StepKind.Try | StepKind.Confirm | StepKind.Renew | StepKind.AskAgain | StepKind.WaitABit
            | StepKind.WaitLong,
        null, null, null));

    [Fact]
    public void Histories_OfThreeOwnersThatPollOrWait() => Enumerate(6, new Alphabet(
        Calls | StepKind.Poll | StepKind.AskAgain | StepKind.WaitABit | StepKind.WaitLong | StepKind.Freeze, null, null,
            null));

    [Fact]
    public void Histories_OfTwoOwnersThatRenewAndAreRevokedWhileClocksStep() => Enumerate(6, new Alphabet(
        Calls | StepKind.Renew | StepKind.Confirm | StepKind.Revoke | StepKind.WaitABit | StepKind.Freeze
            | StepKind.ClockStepsBack,
        null, null));

    [Fact]
    public void Histories_OfAnOwnerThatReenters() => Enumerate(6, new Alphabet(
        Calls | StepKind.Renew | StepKind.Confirm | StepKind.AskAgain | StepKind.Revoke | StepKind.WaitABit
            | StepKind.WaitLong,
        "a", "a", "b"));

    [Fact]
    public void Histories_OfThreeOwnersWhileTheStoreFails() => Enumerate(6, new Alphabet(
        Calls | StepKind.Try | StepKind.AskAgain | StepKind.Renew | Store | StepKind.WaitABit, null, null, null));

    [Fact]
    public void Histories_OfTwoOwnersWhileTheStoreLosesKeys() => Enumerate(6, new Alphabet(
        Calls | StepKind.Renew | StepKind.AskAgain | Store | StepKind.StoreLosesKey | StepKind.StoreLosesAll
            | StepKind.Outsider | StepKind.WaitABit | StepKind.WaitLong,
        null, null));

    [Fact]
    public void Histories_OfAnOwnerThatReentersWhileTheStoreFails() => Enumerate(6, new Alphabet(
        Calls | StepKind.Renew | StepKind.AskAgain | Store | StepKind.StoreLosesKey | StepKind.WaitABit,
        "a", "a", "b"));

    [Fact]
    public void Histories_FromALeaseThatTheStoreLost() => Enumerate(
        5,
        new Alphabet(
            Calls | StepKind.Try | StepKind.Renew | StepKind.RenewLost | Store | StepKind.WaitABit | StepKind.Freeze,
                null, null, null),
        new(StepKind.Acquire, 0), new(StepKind.StoreAnswers), new(StepKind.Acquire, 1), new(StepKind.StoreLosesKey),
        new(StepKind.Renew, 0), new(StepKind.StoreAnswers));

    [Fact]
    public void Histories_FromAHandOverThatTheStoreDidNotAnswer() => Enumerate(
        5,
        new Alphabet(Calls | StepKind.AskAgain | Store | StepKind.Outsider | StepKind.WaitABit, null, null, null),
        new(StepKind.Acquire, 0), new(StepKind.StoreAnswers), new(StepKind.Acquire, 1), new(StepKind.Acquire, 2),
        new(StepKind.Release, 0), new(StepKind.StoreFailsAfter));

    [Fact]
    public void Histories_FromAPushedGrantThatNobodyConfirmed() => Enumerate(
        5,
        new Alphabet(Calls | StepKind.Confirm | StepKind.Renew | Store | StepKind.WaitABit, null, null, null)
        {
            LockDelay = TimeSpan.FromSeconds(1),
        },
        new(StepKind.Acquire, 0), new(StepKind.StoreAnswers), new(StepKind.Acquire, 1), new(StepKind.Acquire, 2),
        new(StepKind.Release, 0), new(StepKind.StoreAnswers));

    private void Enumerate(int length, Alphabet alphabet, params Step[] prelude)
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
