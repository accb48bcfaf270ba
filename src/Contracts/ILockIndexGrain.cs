namespace LockActors.Contracts;

/// <summary>The locks that live on one silo, without activating any. The grain's key is the silo's address as Orleans
/// writes it; place it there with a placement hint.</summary>
[Alias("LockActors.ILockIndexGrain")]
public interface ILockIndexGrain : IGrainWithStringKey
{
    /// <summary>A page of the silo's locks in ordinal order; null when the grain does not live on the silo that it is
    /// named after.</summary>
    /// <param name="prefix">Only keys that begin with this text.</param>
    /// <param name="after">Only keys after this one.</param>
    /// <param name="limit">At most this many.</param>
    [Alias("List")]
    ValueTask<LockPageView?> ListAsync(string prefix, string after, int limit);

    /// <summary>As <see cref="ListAsync"/>, with filters.</summary>
    /// <param name="query">Which locks, and at most how many.</param>
    [Alias("Query")]
    ValueTask<LockPageView?> QueryAsync(LockQueryView query);
}
