using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using LockActors.Engine.Tests.Histories;

namespace LockActors.Engine.Tests;

/// <summary>Properties of long random histories and of the arithmetic of time. A failure prints the shrunk choices; the
/// seed is fixed, and LOCKACTORS_SEED sets another.</summary>
public class PropertyTests
{
    private const StepKind All = (StepKind)((1 << 21) - 1);

    private static readonly ulong Seed = ulong.Parse(
        Environment.GetEnvironmentVariable("LOCKACTORS_SEED") ?? "20260101", CultureInfo.InvariantCulture);

    [Fact]
    public void Histories_OfFreshOwners_KeepEveryRule() => CheckHistories(new Alphabet(All, null, null, null));

    [Fact]
    public void Histories_OfNamedOwners_KeepEveryRule() => CheckHistories(new Alphabet(All, "a", "a", "b"));

    [Fact]
    public void Histories_WithALockDelay_KeepEveryRule() =>
        CheckHistories(new Alphabet(All, null, null, "a") { LockDelay = TimeSpan.FromSeconds(1) });

    [Fact]
    public void Histories_WhereLeasesLinger_KeepEveryRule() =>
        CheckHistories(new Alphabet(All, null, null, "a") { Linger = TimeSpan.FromSeconds(1) });

    [Fact]
    public void Histories_OverAStoreThatAnswersAtOnce_KeepEveryRule() => CheckHistories(new Alphabet(
        All & ~(StepKind.StoreApplies | StepKind.StoreAnswers | StepKind.StoreFailsBefore | StepKind.StoreFailsAfter),
            null, null, "a"));

    [Fact]
    public void Drift_HolderStopsBeforeTheGrantorGrants_ForClocksAsFarApartAsAllowed()
    {
        var durations = Gen.Choose(10, 24 * 60 * 60 * 1000).ToArbitrary();
        var skews = Gen.Choose(-99, 99).ToArbitrary();
        Check(Prop.ForAll(durations, skews, (milliseconds, skew) =>
        {
            var ttl = TimeSpan.FromMilliseconds(milliseconds);

            // The holder's clock runs at another rate than the grantor's: up to 0.99% off.
            var validity = Drift.HolderDeadline(TimeSpan.Zero, ttl) * (1 + (skew / 10_000d));
            return validity < Drift.GrantorDeadline(TimeSpan.Zero, ttl) && validity < ttl;
        }));
    }

    [Fact]
    public void Token_IsAlwaysAboveTheLastAndNotBelowTheClock()
    {
        var steps = Gen.Choose(-5_000_000, 5_000_000).ArrayOf().ToArbitrary();
        Check(Prop.ForAll(steps, wallSteps =>
        {
            var rig = new Rig();
            var last = 0L;
            for (var i = 0; i < wallSteps.Length; i++)
            {
                rig.WallStep = TimeSpan.FromMicroseconds(wallSteps[i]);
                var granted = rig.Acquire(i + 1, block: 1 + (i % 3)).Only(AnswerKind.Granted);
                rig.Release(i + 1);
                if (granted.Token.Value <= last || granted.Token.Value < rig.Moment.UnixMicroseconds)
                {
                    return false;
                }

                last = granted.Token.Value + granted.TokenBlock - 1;
            }

            return true;
        }));
    }

    private static void CheckHistories(Alphabet alphabet)
    {
        var choices = Gen.Choose(0, 10_000).ArrayOf(60).ToArbitrary();
        Check(Prop.ForAll(choices, chosen => Follow(chosen, alphabet)));
    }

    private static void Follow(int[] choices, Alphabet alphabet)
    {
        var world = new World(alphabet);
        var history = new List<Step>();
        var enabled = new List<Step>();
        try
        {
            foreach (var choice in choices)
            {
                world.Enabled(enabled);
                history.Add(enabled[choice % enabled.Count]);
                world.Take(history[^1]);
            }

            world.Heal();
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"history [{string.Join(", ", history)}]: {error.Message}", error);
        }
    }

    private static void Check(Property property) => FsCheck.Check.One(
        Config.QuickThrowOnFailure
            .WithMaxTest(3_000)
            .WithReplay(Seed, 1),
        property);
}
