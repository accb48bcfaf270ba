using System.Globalization;
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
            await context.Response.RefuseAsync(Unavailable(error)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            log.ReaderGone();
        }
    }

    public async Task ListAsync(HttpContext context)
    {
        if (ReadQuery(context.Request.Query, out var query) is { } violation)
        {
            await context.Response.RefuseAsync(violation).ConfigureAwait(false);
            return;
        }

        try
        {
            var page = await service.ListAsync(query, context.RequestAborted).ConfigureAwait(false);
            await context.Response
                .WriteAsync(StatusCodes.Status200OK, LockItemPage.Of(page), WireJson.Default.LockItemPage)
                .ConfigureAwait(false);
        }
        catch (LockUnavailableException error)
        {
            await context.Response.RefuseAsync(Unavailable(error)).ConfigureAwait(false);
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
            await context.Response.RefuseAsync(violation).ConfigureAwait(false);
            return;
        }

        var outcome = await service.RevokeAsync(key, token).ConfigureAwait(false);
        if (outcome == RevokeOutcome.Revoked)
        {
            log.Revoked(key, token);
        }

        var status = outcome switch
        {
            RevokeOutcome.Revoked => StatusCodes.Status200OK,
            RevokeOutcome.NotHeld => StatusCodes.Status409Conflict,
            _ => StatusCodes.Status503ServiceUnavailable,
        };
        await context.Response.WriteAsync(status, RevokeAnswer.Of(outcome), WireJson.Default.RevokeAnswer)
            .ConfigureAwait(false);
    }

    private static LimitViolation? ReadQuery(IQueryCollection given, out LockQuery query)
    {
        query = new LockQuery();
        if (UnknownIn(given, "prefix", "limit", "after") is { } unknown)
        {
            return unknown;
        }

        var limit = query.Limit;
        if (given.TryGetValue("limit", out var text)
            && !int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out limit))
        {
            return new("limit", $"limit must be a whole number of 1 to {LockQuery.MaxLimit}.");
        }

        query = new LockQuery
        {
            Prefix = given["prefix"].ToString(),
            After = given["after"].ToString(),
            Limit = limit,
        };
        return query.Check();
    }

    private static LimitViolation? ReadToken(IQueryCollection given, out FencingToken? token)
    {
        token = null;
        if (UnknownIn(given, "token") is { } unknown)
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

    private static LimitViolation? UnknownIn(IQueryCollection given, params ReadOnlySpan<string> known)
    {
        foreach (var (name, values) in given)
        {
            if (!known.Contains(name))
            {
                return new(name, $"{name} is not a parameter of this request.");
            }

            if (values.Count > 1)
            {
                return new(name, $"{name} stands in the request more than once.");
            }
        }

        return null;
    }

    private static Refusal Unavailable(LockUnavailableException error) =>
        new(StatusCodes.Status503ServiceUnavailable, error.Message);
}
