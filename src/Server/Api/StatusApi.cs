using System.Reflection;
using LockActors.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LockActors.Server.Api;

/// <summary>What an operator asks first: which version runs, which limits it keeps, and what is wrong.</summary>
internal sealed class StatusApi(
    ServiceProblems problems, IOptions<LockServerOptions> options, ILogger<StatusApi> log)
{
    private static readonly string Version = typeof(StatusApi).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public async Task StatusAsync(HttpContext context)
    {
        if (Queries.UnknownIn(context.Request.Query) is { } violation)
        {
            await context.Response.WriteProblemAsync(violation).ConfigureAwait(false);
            return;
        }

        try
        {
            var answer = new StatusAnswer
            {
                Version = Version,
                Limits = options.Value.Limits is { } limits ? LimitsItem.Of(limits) : null,
                Problems = await problems.FindAsync(context.RequestAborted).ConfigureAwait(false),
            };
            await context.Response.WriteAsync(StatusCodes.Status200OK, answer, WireJson.Default.StatusAnswer)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            log.ReaderGone();
        }
    }
}
