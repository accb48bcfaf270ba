namespace LockActors.Actors.Tests;

/// <summary>Ids are drawn from a pool of each thread; no two are ever the same.</summary>
public class IdTests
{
    private const int PerThread = 1_000;

    [Fact]
    public void RequestIds_OfManyThreads_AreDifferentRandomUuids()
    {
        var ids = OnFourThreads(static () => RequestId.New().Value);
        Assert.Equal(4 * PerThread, ids.Distinct().Count());
        Assert.All(ids, static id => Assert.Equal((4, 8), (id.Version, id.Variant & 0xc)));
    }

    [Fact]
    public void LeaseIds_OfManyThreads_AreDifferent()
    {
        var ids = OnFourThreads(static () => LeaseId.New().ToBits());
        Assert.Equal(4 * PerThread, ids.Distinct().Count());
        Assert.DoesNotContain(Guid.Empty, ids);
    }

    [Fact]
    public void LeaseIds_HaveAllBitsRandom()
    {
        var (ever, always) = (new byte[16], Enumerable.Repeat((byte)0xff, 16).ToArray());
        for (var i = 0; i < PerThread; i++)
        {
            var bits = LeaseId.New().ToBits().ToByteArray();
            for (var at = 0; at < bits.Length; at++)
            {
                ever[at] |= bits[at];
                always[at] &= bits[at];
            }
        }

        Assert.All(ever, static bits => Assert.Equal(0xff, bits));
        Assert.All(always, static bits => Assert.Equal(0, bits));
    }

    [Fact]
    public void Texts_OfIdsAndScopes_DoNotProveThem()
    {
        var (request, lease, scope) = (RequestId.New(), LeaseId.New(), ReentrancyScope.New());

        Assert.Matches("^request [0-9a-f]{12}$", request.ToString());
        Assert.Equal(request.ToString(), new RequestId(request.Value).ToString());
        Assert.DoesNotContain(request.ToString()[^12..], $"{request.Value:N}", StringComparison.Ordinal);
        Assert.Equal(("lease(secret)", "scope(secret)"), (lease.ToString(), scope.ToString()));
        Assert.True(RequestId.TryParse(request.Reveal(), out var sameRequest) && sameRequest == request);
        Assert.True(ReentrancyScope.TryParse(scope.Reveal(), out var sameScope) && sameScope == scope);
    }

    private static Guid[] OnFourThreads(Func<Guid> draw) =>
        [.. Enumerable.Range(0, 4).AsParallel().WithDegreeOfParallelism(4).SelectMany(
            _ => Enumerable.Range(0, PerThread).Select(_ => draw()).ToArray())];
}
