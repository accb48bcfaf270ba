using Xunit;

namespace LockActors.TestKit.Checkers;

/// <summary>No two leases are believed in at one moment. Belief is what a holder that follows its handle has: from when
/// it reads a grant until its local deadline, or until it sends a release.</summary>
public sealed class MutualExclusion
{
    private readonly List<Belief> _beliefs = [];

    /// <summary>A holder reads, at <paramref name="now"/>, that its lease is valid until a moment of true
    /// time.</summary>
    public void Believes(FencingToken token, RequestId holder, TimeSpan now, TimeSpan until)
    {
        var own = -1;
        for (var i = _beliefs.Count - 1; i >= 0; i--)
        {
            var other = _beliefs[i];
            if (other.Token == token)
            {
                own = other.Holder == holder ? i : own;
            }
            else if (other.Until > now && until > now)
            {
                Assert.Fail(
                    $"two holders at {now}: token {other.Token} until {other.Until} and token {token} until {until}");
            }
        }

        if (own < 0)
        {
            _beliefs.Add(new Belief(token, holder, until));
        }
        else if (_beliefs[own].Until < until)
        {
            _beliefs[own] = _beliefs[own] with { Until = until };
        }
    }

    /// <summary>A holder stops believing of its own accord.</summary>
    public void Stops(FencingToken token, RequestId holder) =>
        _beliefs.RemoveAll(belief => belief.Token == token && belief.Holder == holder);

    /// <summary>A lease was revoked: its holders go on believing, and that is documented.</summary>
    public void Exempt(FencingToken token) => _beliefs.RemoveAll(belief => belief.Token == token);

    private readonly record struct Belief(FencingToken Token, RequestId Holder, TimeSpan Until);
}
