using LockActors.Monitoring;

namespace LockActors.Actors.Tests;

public class NumberedRingTests
{
    private const int Capacity = NumberedRing<string>.Capacity;

    private readonly NumberedRing<string> _ring = new();

    [Fact]
    public void Ring_WithoutItems_HasNone()
    {
        Assert.Equal((0, 1), (_ring.Last, _ring.Oldest));
        Assert.Equal(0, _ring.CopyTo(1, new string[3]));
    }

    [Fact]
    public void Add_NumbersFromOne()
    {
        Assert.False(_ring.Add("a", out _));
        Assert.False(_ring.Add("b", out _));

        Assert.Equal(("a", "b", 2), (_ring[1], _ring[2], _ring.Last));
    }

    [Fact]
    public void Add_ToAFullRing_OverwritesTheOldestAndTellsWhich()
    {
        for (var i = 1; i <= Capacity; i++)
        {
            Assert.False(_ring.Add($"{i}", out _));
        }

        Assert.True(_ring.Add("new", out var gone));

        Assert.Equal(("1", 2, "2", "new"), (gone, _ring.Oldest, _ring[2], _ring[Capacity + 1]));
    }

    [Fact]
    public void Skip_UsesUpANumber()
    {
        _ring.Skip();
        _ring.Add("second", out _);

        Assert.Equal((2, "second"), (_ring.Last, _ring[2]));
    }

    [Theory]
    [InlineData(1, 2, new[] { "1", "2" })]
    [InlineData(3, 9, new[] { "3", "4", "5" })]
    [InlineData(6, 9, new string[0])]
    public void CopyTo_FromANumber_CopiesInOrder(long first, int room, string[] expected)
    {
        for (var i = 1; i <= 5; i++)
        {
            _ring.Add($"{i}", out _);
        }

        var copy = new string[room];
        var count = _ring.CopyTo(first, copy);

        Assert.Equal(expected, copy[..count]);
    }
}
