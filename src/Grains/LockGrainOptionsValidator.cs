using Microsoft.Extensions.Options;

namespace LockActors.Grains;

/// <summary>Stops a silo from starting with limits that make no sense.</summary>
internal sealed class LockGrainOptionsValidator(IOptions<LockGrainOptions> options) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        if (options.Value is not { Limits: not null, Store: not null })
        {
            throw new OrleansConfigurationException("LockGrainOptions.Limits and LockGrainOptions.Store must be set.");
        }

        try
        {
            options.Value.Limits.Validate();
            Ranges.Require(
                options.Value.IdleAfter,
                TimeSpan.FromSeconds(1),
                TimeSpan.FromHours(1),
                nameof(LockGrainOptions.IdleAfter));
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new OrleansConfigurationException($"LockGrainOptions: {error.Message}", error);
        }

        var (longest, most) = (options.Value.Limits.MaxTtl, options.Value.Store.LongestTtl);
        if (longest > most)
        {
            throw new OrleansConfigurationException(
                $"LockGrainOptions.Limits.MaxTtl is {longest}, but the lease store was made for leases of {most} at "
                + "most (RedisLeaseOptions.MaxTtl): a Redis master that restarted would vote while leases that it "
                + "forgot are valid.");
        }
    }
}
