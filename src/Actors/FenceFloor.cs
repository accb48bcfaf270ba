namespace LockActors.Actors;

/// <summary>The highest fencing token of the actors that left a process. Later actors of any key begin above it, so
/// tokens grow even if the wall clock steps back. Safe to use from any thread.</summary>
public sealed class FenceFloor
{
    private long _token;

    /// <summary>No actor that left had a higher token.</summary>
    public FencingToken Token => new(Interlocked.Read(ref _token));

    /// <summary>Takes note of an actor that leaves. A lower token changes nothing.</summary>
    /// <param name="token">Its highest token.</param>
    public void Raise(FencingToken token)
    {
        var known = Interlocked.Read(ref _token);
        while (token.Value > known)
        {
            var seen = Interlocked.CompareExchange(ref _token, token.Value, known);
            known = seen == known ? token.Value : seen;
        }
    }
}
