namespace LockActors.Actors;

/// <summary>The watch of a store that cannot tell when a key becomes free.</summary>
internal sealed class NoWatch : IDisposable
{
    public static readonly NoWatch Instance = new();

    public void Dispose()
    {
    }
}
