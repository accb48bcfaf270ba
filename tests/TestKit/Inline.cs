namespace LockActors.TestKit;

/// <summary>Runs code as the threads of the pool do: without a synchronization context, so that what waits for a task
/// with <c>ConfigureAwait(false)</c> goes on before the call that completes the task returns.</summary>
public static class Inline
{
    public static void Run(Action action)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            action();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
