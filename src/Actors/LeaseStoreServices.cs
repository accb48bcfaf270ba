using LockActors.Actors;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Finds the lease store that an application added to its services.</summary>
public static class LeaseStoreServices
{
    /// <summary>The lease store of a lock service: the one that its options name, or the application's, or none. An
    /// application has one; a store that is never used would stay empty while its locks live elsewhere.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="named">The store that the options of the lock service name; <see cref="NoLeaseStore"/> names
    /// none.</param>
    /// <param name="lockService">What adds the lock service, for errors: <c>UseLocal()</c>.</param>
    /// <param name="name">The name of the lock client; the keyed store of this name comes before the one without.
    /// Default: null, a client without a name.</param>
    /// <exception cref="InvalidOperationException">There are several stores; the message names them.</exception>
    public static ILeaseStore ChooseLeaseStore(
        this IServiceProvider services, ILeaseStore named, string lockService, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(named);
        List<ILeaseStore> added = name is null ? [] : [.. services.GetKeyedServices<ILeaseStore>(name)];
        if (added.Count == 0 && (name is null || named is NoLeaseStore))
        {
            // A client with a name may have a store of its own beside the application's.
            added = [.. services.GetServices<ILeaseStore>().Where(static store => store is not NoLeaseStore)];
        }

        List<ILeaseStore> all = named is NoLeaseStore ? added : [.. added.Append(named).Distinct()];
        return all.Count switch
        {
            0 => NoLeaseStore.Instance,
            1 => all[0],
            _ => throw new InvalidOperationException(
                $"{lockService} has {all.Count} lease stores to choose from: {string.Join(" and ", all)}. Leave all "
                + "but one out, or give each to a lock client of its own: AddLockClient(name)."),
        };
    }
}
