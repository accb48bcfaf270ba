using Microsoft.Extensions.Options;

namespace LockActors.Client;

/// <summary>Written out, because the attributes for it are not safe to trim.</summary>
internal sealed class LockClientOptionsValidator : IValidateOptions<LockClientOptions>
{
    public ValidateOptionsResult Validate(string? name, LockClientOptions options)
    {
        try
        {
            options.Validate();
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException error)
        {
            return ValidateOptionsResult.Fail(error.Message);
        }
    }
}
