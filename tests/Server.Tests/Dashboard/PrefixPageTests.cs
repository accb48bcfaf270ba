using LockActors.Server.Tests.Embedding;
using LockActors.TestKit;
using LockActors.Wire;
using Microsoft.AspNetCore.Builder;

namespace LockActors.Server.Tests.Dashboard;

/// <summary>The page of a lock server that another application has below a prefix.</summary>
[Collection(PageCollection.Name)]
public sealed class PrefixPageTests(Browser browser)
{
    [ChromiumTheory]
    [InlineData("")]
    [InlineData("/base")]
    public async Task Page_BelowAPrefix_ShowsLocksAsTheyAppear(string pathBase)
    {
        await using var app = await EmbeddingApp.StartAsync(
            static endpoints =>
            {
                endpoints.MapGet("/", static () => "own");
                endpoints.MapGroup("/locks").MapLockServer();
            },
            pathBase: pathBase);
        var address = new Uri(app.Address, $"{pathBase}/locks/");
        await using var open = await OpenPage.OpenAsync(browser, address, "#/locks");
        await open.Expect(".empty:visible").ToContainTextAsync("No lock is in use");

        await app.Locks.AcquireAsync("jobs/nightly", new LockRequest
        {
            Id = RequestId.New(),
            Holder = HolderName.Parse("worker-1"),
            Ttl = TimeSpan.FromMinutes(5),
        });

        await open.Expect(".lock-row").ToContainTextAsync("jobs/nightly");
        await open.GoAsync("#/locks/jobs%2Fnightly");
        await open.Expect("#holder").ToHaveTextAsync("worker-1");
        await open.Expect("[data-kind=granted]").ToContainTextAsync("worker-1");
        open.HasNoComplaints();
    }

    [ChromiumFact]
    public async Task Login_BelowAPrefix_LeadsBackThere_AndSignOutToTheLogin()
    {
        var key = ApiKeyEntry.Create(new ApiKeyEntry { Name = "ops", Role = ApiRole.Admin }, out var secret);
        await using var app = await EmbeddingApp.StartAsync(
            static endpoints => endpoints.MapGroup("/locks").MapLockServer(), key: key);
        var address = new Uri(app.Address, "/locks/");

        await using var open = await OpenPage.SignInAsync(browser, address, secret, "#/cluster");

        await open.Expect("h1").ToHaveTextAsync("Cluster");
        await open.Expect("#who").ToHaveTextAsync("ops (admin)");
        Assert.Equal(new Uri(address, "#/cluster").ToString(), open.Page.Url);
        open.HasNoComplaints();
        await open.Find("#logout").ClickAsync();
        await open.IsAtLoginAsync();
        Assert.Equal(new Uri(address, "login").ToString(), open.Page.Url);
    }
}
