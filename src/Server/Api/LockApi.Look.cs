using System.Globalization;
using LockActors.Monitoring;
using LockActors.Server.Security;
using LockActors.Wire;
using Microsoft.AspNetCore.Http;

namespace LockActors.Server.Api;

internal sealed partial class LockApi
{
    public async Task GetAsync(HttpContext context)
    {
        if (await KeyOfAsync(context).ConfigureAwait(false) is not { } key)
        {
            return;
        }

        try
        {
            var snapshot = await service.GetAsync(key, context.RequestAborted).ConfigureAwait(false);
            await context.Response
                .WriteAsync(StatusCodes.Status200OK, LockItem.Of(snapshot), WireJson.Default.LockItem)
                .ConfigureAwait(false);
        }
        catch (LockUnavailableException error)
        {
            await context.Response.WriteProblemAsync(Unavailable(error)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            log.ReaderGone();
        }
    }

    public async Task ListAsync(HttpContext context)
    {
        if (Queries.ReadList(context.Request.Query, out var query) is { } violation)
        {
            await context.Response.WriteProblemAsync(violation).ConfigureAwait(false);
            return;
        }

        var prefixes = KeyScope.Narrow(KeyIdentity.Of(context.User)!.Entry, query.Prefix);
        if (prefixes.IsEmpty)
        {
            await context.Response.WriteProblemAsync(new ApiError(
                StatusCodes.Status403Forbidden, "The API key is for other prefixes than this one.", "prefix"))
                .ConfigureAwait(false);
            return;
        }

        try
        {
            var page = await service.ListAsync(query, prefixes, context.RequestAborted).ConfigureAwait(false);
            await context.Response
                .WriteAsync(StatusCodes.Status200OK, LockItemPage.Of(page), WireJson.Default.LockItemPage)
                .ConfigureAwait(false);
        }
        catch (LockUnavailableException error)
        {
            await context.Response.WriteProblemAsync(Unavailable(error)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            log.ReaderGone();
        }
    }

    public async Task RevokeAsync(HttpContext context)
    {
        if (await KeyOfAsync(context).ConfigureAwait(false) is not { } key)
        {
            return;
        }

        if (ReadToken(context.Request.Query, out var token) is { } violation)
        {
            await context.Response.WriteProblemAsync(violation).ConfigureAwait(false);
            return;
        }

        if (await ReadNoteAsync(context).ConfigureAwait(false) is not { } note)
        {
            return;
        }

        var outcome = await service.RevokeAsync(key, token, note).ConfigureAwait(false);
        _audit.RevokeAsked(key, token, note.By, note.Reason, outcome);

        var status = outcome switch
        {
            RevokeOutcome.Revoked => StatusCodes.Status200OK,
            RevokeOutcome.NotHeld => StatusCodes.Status409Conflict,
            _ => StatusCodes.Status503ServiceUnavailable,
        };
        await context.Response.WriteAsync(status, RevokeAnswer.Of(outcome), WireJson.Default.RevokeAnswer)
            .ConfigureAwait(false);
    }

    /// <summary>Who revokes and why; null after refusing the request.</summary>
    private static async ValueTask<RevokeNote?> ReadNoteAsync(HttpContext context)
    {
        var (body, refusal) = await Bodies.ReadAsync(context.Request, WireJson.Default.RevokeBody)
            .ConfigureAwait(false);
        if (body is null)
        {
            await context.Response.WriteProblemAsync(refusal!).ConfigureAwait(false);
            return null;
        }

        var by = context.User.Identity?.Name;
        var reason = body.Reason ?? context.Request.Query["reason"].ToString();
        var note = new RevokeNote(
            string.IsNullOrEmpty(by) ? null : by, string.IsNullOrWhiteSpace(reason) ? null : reason.Trim());
        if (note.Check() is not { } violation)
        {
            return note;
        }

        await context.Response.WriteProblemAsync(violation).ConfigureAwait(false);
        return null;
    }

    private static LimitViolation? ReadToken(IQueryCollection given, out FencingToken? token)
    {
        token = null;
        if (Queries.UnknownIn(given, "token", "reason") is { } unknown)
        {
            // Revoking whichever lease is held because the name of the token was misspelt would hit the wrong one.
            return unknown;
        }

        if (!given.TryGetValue("token", out var text))
        {
            return null;
        }

        if (!long.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            || value == 0)
        {
            return new("token", $"token must be a whole number of 1 to {long.MaxValue}.");
        }

        token = new FencingToken(value);
        return null;
    }

    private static ApiError Unavailable(LockUnavailableException error) =>
        new(StatusCodes.Status503ServiceUnavailable, error.Message);
}
