namespace LockActors.Conformance;

/// <summary>One way to run a lock service, and the time it lives in.</summary>
public abstract class ServiceUnderTest : IAsyncDisposable
{
    /// <summary>The service.</summary>
    public abstract ILockService Service { get; }

    /// <summary>The clocks of the service and of its callers.</summary>
    public abstract TimeProvider Time { get; }

    /// <summary>Lets time pass.</summary>
    /// <param name="span">How much.</param>
    public abstract Task PassAsync(TimeSpan span);

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
