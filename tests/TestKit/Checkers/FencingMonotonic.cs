using Xunit;

namespace LockActors.TestKit.Checkers;

/// <summary>Every lease has tokens above all tokens of the leases before it, and keeps them; a request that asks
/// again gets the
/// lease that it was granted first.</summary>
public sealed class FencingMonotonic
{
    private readonly Dictionary<LeaseId, FencingToken> _tokens = [];
    private readonly Dictionary<RequestId, LeaseId> _grants = [];
    private long _highest;

    public int Leases => _tokens.Count;

    public void Granted(RequestId request, LeaseId lease, FencingToken token, int block)
    {
        if (_grants.TryGetValue(request, out var before))
        {
            Assert.True(before == lease, $"request {request} was granted a second lease, with token {token}");
        }

        _grants[request] = lease;
        if (_tokens.TryGetValue(lease, out var known))
        {
            Assert.True(known == token, $"the token of a lease changed from {known} to {token}");
            return;
        }

        Assert.True(token.Value > _highest, $"token {token} is not above {_highest}");
        _tokens.Add(lease, token);
        _highest = token.Value + block - 1;
    }
}
