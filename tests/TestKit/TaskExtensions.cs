namespace LockActors.TestKit;

/// <summary>Waits that end a test which hangs, instead of the run.</summary>
public static class TaskExtensions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static Task Soon(this Task task) => task.WaitAsync(Patience);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Patience);

    public static Task<T> Soon<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(Patience);
}
