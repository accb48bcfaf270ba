using LockActors.Server.Api;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;

namespace LockActors.Server.Security;

/// <summary>Tells callers why they may not, where it was <see cref="AccessHandler"/> that said no.</summary>
internal sealed class AccessResultHandler : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _usual = new();

    public Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult)
    {
        var why = authorizeResult.Forbidden
            ? authorizeResult.AuthorizationFailure?.FailureReasons.OfType<AccessFailure>().FirstOrDefault()
            : null;
        return why is null
            ? _usual.HandleAsync(next, context, policy, authorizeResult)
            : context.Response.RefuseAsync(new Refusal(StatusCodes.Status403Forbidden, why.Message, why.Field));
    }
}
