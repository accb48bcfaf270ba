using LockActors.Server.OpenApi;
using LockActors.Server.Security;
using LockActors.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace LockActors.Server.Api;

/// <summary>The routes of <see cref="LockApi"/>. The key itself comes from the request target: see
/// <see cref="RawKey"/>.</summary>
internal static class LockRoutes
{
    private const string Tag = "locks";
    private const string Unknown = "The outcome is not known.";

    private static readonly int[] BadBody =
    [
        StatusCodes.Status400BadRequest, StatusCodes.Status413PayloadTooLarge,
        StatusCodes.Status415UnsupportedMediaType,
    ];

    public static void Map(ServerRoutes routes, LockApi locks)
    {
        MapMany(routes, locks);
        MapLook(routes, locks);
        MapAcquire(routes, locks);
        MapLeases(routes, locks);
        MapCancel(routes, locks);
    }

    private static void MapMany(ServerRoutes routes, LockApi locks)
    {
        routes.Api(HttpMethods.Get, RawKey.Root, locks.ListAsync)
            .Describe("listLocks", Tag, "The locks in use, page by page, in the order of their keys.")
            .Takes(
                new("prefix", "Only keys that begin with this text."),
                new("after", "Only keys after this one: next of the page before."),
                QueryDoc.Number("limit", "How many locks at the most.", 1, LockQuery.MaxLimit, new LockQuery().Limit),
                new("state", "Only locks in this state.") { Values = Queries.StateNames },
                new("holder", "Only locks with this text in their holder's name."),
                QueryDoc.Number("heldLongerThanMs", "Only locks that are held for at least so long.", 0, int.MaxValue),
                new("count", "Whether to count all that match.", JsonSchemaType.Boolean) { Default = false })
            .Answers<LockItemPage>(200, "A page.")
            .Refuses(400, 503)
            .RequireAuthorization(Access.Read)
            .WithMetadata(new LockList());
        routes.Api(HttpMethods.Post, "/v1/renew", locks.RenewManyAsync)
            .Describe("renewMany", Tag, "Renews several leases, each with an answer of its own.")
            .Takes<RenewManyBody>()
            .Answers<RenewManyAnswer>(200, "One answer for each lease, in their order.")
            .Refuses(BadBody)
            .RequireAuthorization(Access.Lock);
    }

    private static void MapLook(ServerRoutes routes, LockApi locks)
    {
        routes.Api(HttpMethods.Get, RawKey.Pattern, locks.GetAsync)
            .Describe("getLock", Tag, "One lock with its holder and its waiters.")
            .Answers<LockItem>(200, "The lock; one that is not in use is free.")
            .Refuses(400, 503)
            .RequireAuthorization(Access.Read);
        routes.Api(HttpMethods.Delete, RawKey.Pattern, locks.RevokeAsync)
            .Describe("revokeLock", Tag, "Ends a lease of another client.")
            .Takes<RevokeBody>()
            .Takes(
                QueryDoc.Number(
                    "token",
                    "The fencing token of the lease to end, so that no later one is hit. Default: whichever is held.",
                    1,
                    long.MaxValue),
                new("reason", "Why, for a caller that sends no body; at most 500 characters."))
            .Answers<RevokeAnswer>(200, "The lease has ended.")
            .Answers<RevokeAnswer>(409, "The lock is not held, or with another token.")
            .Answers<RevokeAnswer>(503, Unknown)
            .Refuses(BadBody)
            .RequireAuthorization(Access.Admin);
    }

    private static void MapAcquire(ServerRoutes routes, LockApi locks)
    {
        routes.Api(HttpMethods.Post, RawKey.Pattern + "/acquire", locks.AcquireAsync)
            .Describe("acquireLock", Tag, "Asks for a lock and, if asked to, waits for its turn.")
            .Takes<AcquireBody>()
            .Answers<AcquireAnswer>(200, "Granted.")
            .Answers<AcquireAnswer>(202, "Queued: send it again with the same requestId.")
            .Answers<AcquireAnswer>(408, "Not granted within waitMs.")
            .Answers<AcquireAnswer>(409, "Held by another, or the request was taken back.")
            .Answers<AcquireAnswer>(503, "The outcome is not known; what it left ends by itself.")
            .Refuses(BadBody)
            .RequireAuthorization(Access.Lock);
    }

    private static void MapLeases(ServerRoutes routes, LockApi locks)
    {
        MapLease<RenewBody>("/renew", locks.RenewAsync, "renewLock", "Gives a lease a new time to live.");
        MapLease<ConfirmBody>(
            "/confirm", locks.ConfirmAsync, "confirmLock",
            "Confirms a grant that had to wait, which gives it its full time.");
        routes.Api(HttpMethods.Post, RawKey.Pattern + "/release", locks.ReleaseAsync)
            .Describe("releaseLock", Tag, "Releases one hold of a lease; the last frees the lock.")
            .Takes<ReleaseBody>()
            .Answers<ReleaseAnswer>(200, "Released.")
            .Answers<ReleaseAnswer>(410, "Not held by this lease.")
            .Answers<ReleaseAnswer>(503, Unknown)
            .Refuses(BadBody)
            .RequireAuthorization(Access.Lock);

        void MapLease<TBody>(string verb, RequestDelegate handle, string id, string summary) =>
            routes.Api(HttpMethods.Post, RawKey.Pattern + verb, handle)
                .Describe(id, Tag, summary)
                .Takes<TBody>()
                .Answers<RenewAnswer>(200, "It holds; validMs says how long from when the request was sent.")
                .Answers<RenewAnswer>(410, "The lease is lost; reason says why.")
                .Answers<RenewAnswer>(503, Unknown)
                .Refuses(BadBody)
                .RequireAuthorization(Access.Lock);
    }

    private static void MapCancel(ServerRoutes routes, LockApi locks)
    {
        routes.Api(HttpMethods.Post, RawKey.Pattern + "/cancel", locks.CancelAsync)
            .Describe("cancelAcquire", Tag, "Undoes a request whatever became of it.")
            .Takes<CancelBody>()
            .Answers<CancelAnswer>(200, "Nothing of it is left.")
            .Answers<CancelAnswer>(503, Unknown)
            .Refuses(BadBody)
            .RequireAuthorization(Access.Lock);
    }
}
