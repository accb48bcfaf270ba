namespace LockActors.Silo.Hosting;

/// <summary>Whether this process was told to stop.</summary>
internal sealed class Drain
{
    private volatile bool _began;

    public bool Began => _began;

    public void Begin() => _began = true;
}
