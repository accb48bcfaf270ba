namespace LockActors.Bench.Orleans;

/// <summary>A grain that does nothing: what two calls of Orleans cost by themselves.</summary>
public interface IEchoGrain : IGrainWithStringKey
{
    /// <summary>Answers what it is told.</summary>
    /// <param name="value">Anything.</param>
    ValueTask<Guid> EchoAsync(Guid value);
}
