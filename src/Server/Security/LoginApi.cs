using System.Text.Encodings.Web;
using LockActors.Server.Api;
using LockActors.Wire;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace LockActors.Server.Security;

/// <summary>Opens and ends sessions for people with a browser.</summary>
internal sealed class LoginApi(KeyRing ring, Sessions sessions, Origins origins, Csrf csrf)
{
    private const int MaxFormBytes = 4096;

    public Task PageAsync(HttpContext context)
    {
        if (ring.HasNoKeys)
        {
            context.Response.Redirect(HomeOf(context));
            return Task.CompletedTask;
        }

        if (context.Request.Path.Value is [.., '/'])
        {
            // The links of the page are relative.
            context.Response.Redirect(
                $"{ServerRoot.Of(context).ToUriComponent()}{ApiKeyHandler.LoginPath}{context.Request.QueryString}");
            return Task.CompletedTask;
        }

        return WritePageAsync(context, StatusCodes.Status200OK, context.Request.Query["returnUrl"].ToString(), "");
    }

    public async Task LoginAsync(HttpContext context)
    {
        var request = context.Request;
        if (!origins.Allow(request))
        {
            await context.Response.WriteProblemAsync(new ApiError(
                StatusCodes.Status403Forbidden, "A page of another site sent this.", "Origin")).ConfigureAwait(false);
            return;
        }

        if (!request.HasFormContentType || request.ContentLength is null or > MaxFormBytes)
        {
            await context.Response.WriteProblemAsync(new ApiError(
                StatusCodes.Status415UnsupportedMediaType,
                $"A login is a form of at most {MaxFormBytes} bytes, with the field key.", "key"))
                .ConfigureAwait(false);
            return;
        }

        if (await ReadFormAsync(request).ConfigureAwait(false) is not { } form)
        {
            await context.Response.WriteProblemAsync(new ApiError(
                StatusCodes.Status400BadRequest, "This form cannot be read.", "key")).ConfigureAwait(false);
            return;
        }

        var returnUrl = form["returnUrl"].ToString();
        if (ring.HasNoKeys)
        {
            context.Response.Redirect(HomeOf(context));
        }
        else if (sessions.Open(form["key"].ToString().Trim()) is { } principal)
        {
            await context.SignInAsync(Schemes.Session, principal).ConfigureAwait(false);
            context.User = principal;
            csrf.Issue(context);
            context.Response.Redirect(IsLocal(returnUrl) ? returnUrl : HomeOf(context));
        }
        else
        {
            await WritePageAsync(
                context, StatusCodes.Status401Unauthorized, returnUrl, "This key is not known to this server.")
                .ConfigureAwait(false);
        }
    }

    public async Task LogoutAsync(HttpContext context)
    {
        if (KeyIdentity.Of(context.User)?.Session is { } session)
        {
            sessions.End(session);
            await context.SignOutAsync(Schemes.Session).ConfigureAwait(false);
            Csrf.Withdraw(context);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>Who is calling, for pages that show only what their reader may do.</summary>
    public Task WhoAsync(HttpContext context)
    {
        var caller = KeyIdentity.Of(context.User)!;
        if (caller.Session is not null)
        {
            // The cookie may have gone while the session lives on: browsers drop them apart.
            csrf.Issue(context);
        }

        return context.Response.WriteAsync(
            StatusCodes.Status200OK,
            new SessionAnswer
            {
                Name = caller.Entry.Name,
                Role = caller.Entry.Role.ToString().ToLowerInvariant(),
                Prefixes = caller.Entry.Prefixes,
                CanLogOut = caller.Session is not null,
            },
            WireJson.Default.SessionAnswer);
    }

    public static Task StyleAsync(HttpContext context)
    {
        context.Response.ContentType = "text/css; charset=utf-8";
        return context.Response.WriteAsync(LoginPage.Style);
    }

    /// <summary>Whether a way back leads to this server: a path, none that browsers take for another host, and as a
    /// header can hold it.</summary>
    internal static bool IsLocal(string url) =>
        url.Length > 0 && url[0] == '/' && (url.Length == 1 || url[1] is not ('/' or '\\'))
        && url.All(static letter => char.IsAscii(letter) && !char.IsControl(letter));

    private static string HomeOf(HttpContext context) => $"{ServerRoot.Of(context).ToUriComponent()}/";

    private static async ValueTask<IFormCollection?> ReadFormAsync(HttpRequest request)
    {
        try
        {
            return await request.ReadFormAsync(request.HttpContext.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception error) when (error is InvalidDataException or IOException and not BadHttpRequestException)
        {
            return null;
        }
    }

    private static Task WritePageAsync(HttpContext context, int status, string returnUrl, string error)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(LoginPage.Of(
            HtmlEncoder.Default.Encode(IsLocal(returnUrl) ? returnUrl : HomeOf(context)),
            HtmlEncoder.Default.Encode(error)));
    }
}
