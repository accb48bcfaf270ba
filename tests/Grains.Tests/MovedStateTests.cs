using System.Buffers;
using System.Text;
using LockActors.Engine;
using LockActors.TestKit;

namespace LockActors.Grains.Tests;

/// <summary>A key's state on its way between silos of two versions.</summary>
public class MovedStateTests
{
    private static readonly MachineState Full = new()
    {
        Fence = new FencingToken(7),
        Lease = new LeaseState
        {
            Id = Some.Lease(1),
            Token = new FencingToken(7),
            Left = TimeSpan.FromSeconds(1),
            KeptFor = TimeSpan.FromSeconds(2),
            KeptForIfConfirmed = TimeSpan.FromSeconds(3),
            Holds = [Some.Request(1)],
        },
        Waiters = [new WaiterState { Request = Some.Request(2), Lease = Some.Lease(2), Ttl = TimeSpan.FromSeconds(4) }],
        StaleLeases = [new StaleLeaseState(Some.Lease(3), TimeSpan.FromSeconds(5), Guarded: true)],
    };

    [Fact]
    public void State_ComesBackAsItWas()
    {
        var back = Read(MovedStateJson.ToBytes(Full));

        Assert.Equal(Full.Lease, back.Lease! with { Holds = Full.Lease!.Holds });
        Assert.Equal(Full.Waiters, back.Waiters);
        Assert.Equal(Full.StaleLeases, back.StaleLeases);
    }

    /// <summary>A name that is changed here is one that a silo of the version before does not read.</summary>
    [Fact]
    public void Names_InWhatTravels_StayAsTheyAre()
    {
        var text = Encoding.UTF8.GetString(MovedStateJson.ToBytes(Full));

        foreach (var name in new[]
        {
            "Fence", "Lease", "Waiters", "Residue", "Id", "Token", "Left", "KeptFor", "KeptForIfConfirmed", "Holds",
            "Request", "Ttl", "Guarded", "TokenBlock",
        })
        {
            Assert.Contains($"\"{name}\":", text, StringComparison.Ordinal);
        }

        Assert.Contains("\"Fence\":{\"Value\":7}", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_ThatAreMissing_AreEmpty()
    {
        var back = Read(Encoding.UTF8.GetBytes("{\"Fence\":{\"Value\":7}}"));

        Assert.Equal(7, back.Fence.Value);
        Assert.Empty(back.Waiters);
        Assert.Empty(back.StaleLeases);
        Assert.Empty(back.Ended);
    }

    private static MachineState Read(byte[] bytes) => MovedStateJson.FromBytes(new ReadOnlySequence<byte>(bytes))!;
}
