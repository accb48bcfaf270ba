using Xunit.Abstractions;

namespace LockActors.Engine.Tests.Histories;

/// <summary>Histories of callers: they wait, poll, try, renew, re-enter, while clocks step.</summary>
public class CallHistoryTests(ITestOutputHelper output) : HistoryTestBase(output)
{
    [Fact]
    public void Histories_OfThreeClientsThatWait() => Enumerate(6, new Alphabet(
        Calls | StepKind.Try | StepKind.Confirm | StepKind.Renew | StepKind.AskAgain | StepKind.WaitABit
            | StepKind.WaitLong,
        null, null, null));

    [Fact]
    public void Histories_OfThreeClientsThatPollOrWait() => Enumerate(6, new Alphabet(
        Calls | StepKind.Poll | StepKind.AskAgain | StepKind.WaitABit | StepKind.WaitLong | StepKind.Freeze, null, null,
            null));

    [Fact]
    public void Histories_OfTwoClientsThatRenewAndAreRevokedWhileClocksStep() => Enumerate(6, new Alphabet(
        Calls | StepKind.Renew | StepKind.Confirm | StepKind.Revoke | StepKind.WaitABit | StepKind.Freeze
            | StepKind.ClockStepsBack,
        null, null));

    [Fact]
    public void Histories_OfAScopeThatReenters() => Enumerate(6, new Alphabet(
        Calls | StepKind.Renew | StepKind.Confirm | StepKind.AskAgain | StepKind.Revoke | StepKind.WaitABit
            | StepKind.WaitLong,
        "a", "a", "b"));
}
