using Xunit.Abstractions;

namespace LockActors.Engine.Tests.Histories;

/// <summary>Histories of a key that moves.</summary>
public class MoveHistoryTests(ITestOutputHelper output) : HistoryTestBase(output)
{
    [Fact]
    public void Histories_OfAKeyThatMoves() => Enumerate(6, new Alphabet(
        StepKind.Poll | StepKind.AskAgain | StepKind.Try | StepKind.Confirm | StepKind.Renew | StepKind.Release
            | StepKind.Cancel | StepKind.Move | StepKind.WaitABit | StepKind.Freeze,
        null, null, null));

    [Fact]
    public void Histories_OfAKeyThatMovesWhileTheStoreFails() => Enumerate(6, new Alphabet(
        StepKind.Poll | StepKind.AskAgain | StepKind.Renew | StepKind.Release | Store | StepKind.StoreLosesKey
            | StepKind.Move | StepKind.WaitABit,
        null, null));

    [Fact]
    public void Histories_OfAReenteredKeyThatMoves() => Enumerate(6, new Alphabet(
        StepKind.Poll | StepKind.AskAgain | StepKind.Renew | StepKind.Release | StepKind.Cancel | StepKind.Move
            | StepKind.WaitABit,
        "a", "a", "b"));
}
