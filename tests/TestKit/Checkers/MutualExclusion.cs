using Xunit;

namespace LockActors.TestKit.Checkers;

/// <summary>No two leases are valid at one moment, as their holders see it: from when a holder reads its grant until
/// its local deadline, or until it sends a release.</summary>
public sealed class MutualExclusion
{
    private readonly List<Validity> _valid = [];

    /// <summary>A holder reads, at <paramref name="now"/>, that its lease is valid until a moment of true
    /// time.</summary>
    public void Holds(FencingToken token, RequestId holder, TimeSpan now, TimeSpan until)
    {
        var own = -1;
        for (var i = _valid.Count - 1; i >= 0; i--)
        {
            var other = _valid[i];
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
            _valid.Add(new Validity(token, holder, until));
        }
        else if (_valid[own].Until < until)
        {
            _valid[own] = _valid[own] with { Until = until };
        }
    }

    /// <summary>A holder gives up its lease of its own accord.</summary>
    public void Stops(FencingToken token, RequestId holder) =>
        _valid.RemoveAll(lease => lease.Token == token && lease.Holder == holder);

    /// <summary>A lease was revoked: its holders go on to rely on it, and that is documented.</summary>
    public void Exempt(FencingToken token) => _valid.RemoveAll(lease => lease.Token == token);

    private readonly record struct Validity(FencingToken Token, RequestId Holder, TimeSpan Until);
}
