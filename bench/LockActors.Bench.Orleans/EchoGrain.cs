namespace LockActors.Bench.Orleans;

/// <inheritdoc cref="IEchoGrain"/>
public sealed class EchoGrain : Grain, IEchoGrain
{
    /// <inheritdoc/>
    public ValueTask<Guid> EchoAsync(Guid value) => new(value);
}
