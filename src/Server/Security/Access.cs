using LockActors.Wire;
using Microsoft.AspNetCore.Authorization;

namespace LockActors.Server.Security;

/// <summary>What an endpoint requires of its caller.</summary>
internal sealed class Access(ApiRole role, bool ofAllLocks = false) : IAuthorizationRequirement
{
    public const string Read = "LockActors.Read";
    public const string Lock = "LockActors.Lock";
    public const string Admin = "LockActors.Admin";

    /// <summary>For what tells of all locks, which keys with prefixes may not read.</summary>
    public const string ReadAll = "LockActors.ReadAll";

    public ApiRole Role { get; } = role;

    public bool OfAllLocks { get; } = ofAllLocks;

    public static void AddPolicies(AuthorizationOptions options)
    {
        Add(Read, ApiRole.Read);
        Add(ReadAll, ApiRole.Read, ofAllLocks: true);
        Add(Lock, ApiRole.Lock);
        Add(Admin, ApiRole.Admin);

        void Add(string name, ApiRole role, bool ofAllLocks = false) => options.AddPolicy(
            name,
            policy => policy.AddAuthenticationSchemes(Schemes.Any).AddRequirements(new Access(role, ofAllLocks)));
    }
}
