using Microsoft.AspNetCore.Authorization;

namespace LockActors.Server.Security;

/// <summary>Why a known caller may not do what it asked for.</summary>
internal sealed class AccessFailure(IAuthorizationHandler handler, string detail, string field)
    : AuthorizationFailureReason(handler, detail)
{
    public string Field { get; } = field;
}
