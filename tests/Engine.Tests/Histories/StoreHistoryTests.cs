using Xunit.Abstractions;

namespace LockActors.Engine.Tests.Histories;

/// <summary>Histories of the lease store: it fails, loses keys, has holders from outside.</summary>
public class StoreHistoryTests(ITestOutputHelper output) : HistoryTestBase(output)
{
    [Fact]
    public void Histories_OfThreeClientsWhileTheStoreFails() => Enumerate(6, new Alphabet(
        Calls | StepKind.Try | StepKind.AskAgain | StepKind.Renew | Store | StepKind.WaitABit, null, null, null));

    [Fact]
    public void Histories_OfClientsThatArePlacedBeforeTheStoreIsAsked() => Enumerate(6, new Alphabet(
        Calls | StepKind.Try | StepKind.AskAgain | StepKind.Renew | Store | StepKind.Outsider | StepKind.WaitABit
            | StepKind.WaitLong,
        null, null)
    {
        PlacesUnseen = true,
    });

    [Fact]
    public void Histories_OfTwoClientsWhileTheStoreLosesKeys() => Enumerate(6, new Alphabet(
        Calls | StepKind.Renew | StepKind.AskAgain | Store | StepKind.StoreLosesKey | StepKind.StoreLosesAll
            | StepKind.Outsider | StepKind.WaitABit | StepKind.WaitLong,
        null, null));

    [Fact]
    public void Histories_OfAScopeThatReentersWhileTheStoreFails() => Enumerate(6, new Alphabet(
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
    public void Histories_FromAPushedGrantNeverConfirmed() => Enumerate(
        5,
        new Alphabet(Calls | StepKind.Confirm | StepKind.Renew | Store | StepKind.WaitABit, null, null, null)
        {
            LockDelay = TimeSpan.FromSeconds(1),
        },
        new(StepKind.Acquire, 0), new(StepKind.StoreAnswers), new(StepKind.Acquire, 1), new(StepKind.Acquire, 2),
        new(StepKind.Release, 0), new(StepKind.StoreAnswers));
}
