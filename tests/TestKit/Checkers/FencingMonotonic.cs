using Xunit;

namespace LockActors.TestKit.Checkers;

/// <summary>Every lease has tokens above all tokens of the leases before it, and keeps them; a request that asks again
/// gets the lease that it was granted first.</summary>
/// <param name="mayGrow">Whether a lease may get a higher token later: a repeated placing that lands late raises it in
/// the store, where the next activation finds it.</param>
public sealed class FencingMonotonic(bool mayGrow = false)
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
        if (_tokens.TryGetValue(lease, out var known) && known == token)
        {
            return;
        }

        Assert.True(known.Value == 0 || mayGrow, $"the token of a lease changed from {known} to {token}");
        Assert.True(token.Value > _highest, $"token {token} is not above {_highest}");
        _tokens[lease] = token;
        _highest = token.Value + block - 1;
    }
}
