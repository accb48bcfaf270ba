using Xunit.Abstractions;

namespace LockActors.Engine.Tests.Histories;

/// <summary>Histories of calls whose connection breaks.</summary>
public class ConnectionHistoryTests(ITestOutputHelper output) : HistoryTestBase(output)
{
    [Fact]
    public void Histories_OfThreeClientsWhoseConnectionsBreak() => Enumerate(6, new Alphabet(
        StepKind.Acquire | StepKind.Release | StepKind.AskAgain | StepKind.Confirm | StepKind.HangUp
            | StepKind.HangUpOld | StepKind.WaitABit | StepKind.WaitLong,
        null, null, null)
    {
        NeedsConfirm = false,
    });

    [Fact]
    public void Histories_OfConnectionsThatBreakWhileTheStoreFails() => Enumerate(6, new Alphabet(
        Calls | StepKind.Try | StepKind.AskAgain | StepKind.Renew | StepKind.HangUp | StepKind.HangUpOld | Store
            | StepKind.WaitABit,
        "a", "a", "b")
    {
        NeedsConfirm = false,
    });
}
