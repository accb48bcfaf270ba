using System.Runtime.CompilerServices;
using LockActors.TestKit;

namespace LockActors.Client.Tests;

/// <summary>Handles that are dropped without a release.</summary>
public class AbandonedTests : HandleTestBase
{
    [Fact]
    public void Handle_ThatWasDropped_StopsRenewingAndIsReleased()
    {
        Drop();
        Clock.Advance(15);
        Collect();
        Clock.Advance(60);
        Assert.Equal([10], SecondsOf(Service.Renewals));
        Assert.Equal([20], SecondsOf(Service.Releases));
    }

    [Fact]
    public void LostToken_ThatOutlivesItsHandle_IsCancelledBeforeTheRelease()
    {
        var token = DropAllButTheToken();
        Clock.Advance(15);
        Collect();
        Service.OnRelease = () =>
        {
            Assert.True(token.IsCancellationRequested);
            return new(new ReleaseReply(ReleaseOutcome.Released));
        };
        Clock.Advance(10);
        Assert.Single(Service.Releases);
        Assert.True(token.IsCancellationRequested);
    }

    [Fact]
    public async Task Handle_ThatWasDropped_GoesToTheNextLocalWaiter()
    {
        using var client = new LockClient(Service, new() { LocalHandoffTime = TimeSpan.FromHours(1) }, Clock);
        Drop(client);
        var wait = client.AcquireAsync(Some.Key, new() { Wait = TimeSpan.FromMinutes(10) }).AsTask();
        Clock.Advance(15);
        Collect();
        Clock.Advance(10);
        var handle = await wait.Soon();
        Assert.Equal(2, handle.Token.Value);
        Clock.Advance(10);
        Assert.True(handle.IsHeld);
    }

    [Fact]
    public void Handle_ThatIsStillThere_IsKept()
    {
        var handle = Take();
        for (var i = 0; i < 10; i++)
        {
            Collect();
            Clock.Advance(10);
        }

        Assert.True(handle.IsHeld);
        Assert.Empty(Service.Releases);
    }

    private static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Drop() => Take();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Drop(LockClient client) => Assert.True(client.AcquireAsync(Some.Key).AsTask().IsCompletedSuccessfully);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private CancellationToken DropAllButTheToken() => Take().LostToken;
}
