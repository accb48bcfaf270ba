using LockActors.Server.Api;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LockActors.Server.Security;

/// <summary>What proves that a page of this server sent a request in the name of a session: a cookie that only such a
/// page can read, sent again in a header. The application's own antiforgery keeps its names and cookies.</summary>
internal sealed class Csrf(IDataProtectionProvider protection, ILoggerFactory logs) : IDisposable
{
    public const string CookieName = "lockactors-csrf";
    public const string HeaderName = "X-LockActors-Csrf";
    private const string PairName = "lockactors-csrf-pair";

    private readonly ServiceProvider _services = new ServiceCollection()
        .AddSingleton<IDataProtectionProvider>(protection.CreateProtector("LockActors"))
        .AddSingleton(logs)
        .AddAntiforgery(static csrf =>
        {
            csrf.HeaderName = HeaderName;
            csrf.FormFieldName = HeaderName;
            csrf.Cookie = new ServerCookie { Name = PairName, HttpOnly = true };
            csrf.SuppressXFrameOptionsHeader = true;
        })
        .BuildServiceProvider();

    private IAntiforgery Antiforgery => _services.GetRequiredService<IAntiforgery>();

    public Task<bool> IsValidAsync(HttpContext context) => Antiforgery.IsRequestValidAsync(context);

    /// <summary>Gives the session of a request its cookie.</summary>
    public void Issue(HttpContext context) => context.Response.Cookies.Append(
        CookieName,
        Antiforgery.GetAndStoreTokens(context).RequestToken!,
        new CookieOptions
        {
            HttpOnly = false,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            IsEssential = true,
            Path = ServerRoot.CookiePathOf(context),
        });

    public static void Withdraw(HttpContext context) => context.Response.Cookies.Delete(
        CookieName, new CookieOptions { Path = ServerRoot.CookiePathOf(context) });

    public void Dispose() => _services.Dispose();
}
