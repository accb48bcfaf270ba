namespace LockActors.Actors.Monitoring;

/// <summary>How much the histories of all keys may take together, beside the few entries that each may have. When it
/// is used up, histories stay as short as they are.</summary>
internal sealed class HistoryBudget(int entries)
{
    private int _left = entries;

    public bool TryTake(int count)
    {
        if (Interlocked.Add(ref _left, -count) >= 0)
        {
            return true;
        }

        Interlocked.Add(ref _left, count);
        return false;
    }

    public void GiveBack(int count) => Interlocked.Add(ref _left, count);
}
