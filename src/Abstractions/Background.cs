namespace LockActors;

/// <summary>Work that no caller waits for. Its failure is reported and never ends the process.</summary>
internal static class Background
{
    /// <summary>Begins some work on this thread and watches it to its end.</summary>
    /// <param name="work">Begins the work.</param>
    /// <param name="onFailure">Told of a failure, whether it came at once or later.</param>
    public static void Run(Func<Task> work, Action<Exception> onFailure)
    {
        try
        {
            Watch(work(), onFailure);
        }
        catch (Exception error)
        {
            Report(error, onFailure);
        }
    }

    /// <summary>Watches work that has begun.</summary>
    /// <param name="work">The work.</param>
    /// <param name="onFailure">Told of its failure.</param>
    public static void Watch(Task work, Action<Exception> onFailure)
    {
        if (work.IsCompletedSuccessfully)
        {
            return;
        }

        _ = work.ContinueWith(
            static (failed, state) => Report(failed.Exception!.InnerException!, (Action<Exception>)state!),
            onFailure,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>Calls back from a timer or a thread of the pool, where an exception would end the process.</summary>
    /// <param name="callback">The callback.</param>
    /// <param name="onFailure">Told of its failure.</param>
    public static void Guard(Action callback, Action<Exception> onFailure)
    {
        try
        {
            callback();
        }
        catch (Exception error)
        {
            Report(error, onFailure);
        }
    }

    /// <summary>Reports a failure where nothing may throw.</summary>
    public static void Report(Exception error, Action<Exception> onFailure)
    {
        try
        {
            onFailure(error);
        }
        catch (Exception)
        {
            // A log that fails has no other place to tell of it.
        }
    }
}
